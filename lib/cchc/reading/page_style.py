"""How the pages of a text with marked numbers look: on screens light and dark, and on paper."""

PAGE_STYLE = """
:root{--ink:#1b1b1b;--paper:#fff;--line:#767676;--soft:#f4f4f4;--bad:#a3180f;--good:#0b5d3b;
--odd:#5a4300;--link:#0b4a8f}
@media(prefers-color-scheme:dark){:root{--ink:#eee;--paper:#161616;--line:#8e8e8e;--soft:#242424;
--bad:#ff9a8f;--good:#84dcae;--odd:#f2cf73;--link:#9cc8ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1rem;color:var(--ink);background:var(--paper);
font:1rem/1.6 "Times New Roman",Tinos,serif;overflow-wrap:anywhere}
a{color:var(--link)}
a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
h1{font-size:1.5rem}h2{font-size:1.25rem;margin-top:2rem}
.skip{position:absolute;left:-999rem}.skip:focus{position:static}
.n{white-space:nowrap}
.n sup{font-size:.7em;line-height:1}
.contradicts,.contradicts a{color:var(--bad);font-weight:bold;text-decoration:underline wavy}
.agrees,.derived,.corrected{color:var(--good);text-decoration:underline}
.unknown,.doubtful{color:var(--odd);text-decoration:underline dotted}
.found li{margin:.6rem 0;padding:.5rem .75rem;border:1px solid var(--line);border-left:.4rem solid
var(--bad)}
.found ul{margin:.25rem 0}.found ul li{border:0;margin:0;padding:0}
.title{font-weight:bold;margin-top:1.2rem}
.note{font-size:.9rem;border-top:1px solid var(--line);padding-top:.25rem}
.item{padding-left:1.5rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:.75rem 0}
td,th{border:1px solid var(--line);padding:.2rem .5rem;text-align:left;vertical-align:top;
overflow-wrap:normal}
caption{text-align:left;font-style:italic}
.legend dt{float:left;clear:left;width:9rem}.legend dd{margin-left:9rem}
:target{background:var(--soft);outline:2px solid var(--line)}
@media print{body{max-width:none}a{color:inherit}}
"""
