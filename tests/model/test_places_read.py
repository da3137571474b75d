"""Where a figure was read in its report is told with its findings; without it the row's own place."""

from cchc.pages.case_cards import describe_cases
from cchc.report.tracing import lay_out

HEADER = "figure,left,right,row,column,section,period,place\n"
RESOLVED = "I.1:resolved:desk"


def wrong(folder):
    folder.figure("received", "1.000", "desk")
    folder.figure("resolved", "800", "desk", place="đoạn (một cửa)")
    folder.figure("pending", "100", "desk")
    return folder


def test_a_findings_place_is_where_its_figure_was_read(folder):
    wrong(folder).write("2030Q1/cues.csv", f'{HEADER}{RESOLVED},,,,,,,"đoạn 12, trang 3"\n')
    report = folder.read()
    assert report.place_of_figure(RESOLVED) == "đoạn 12, trang 3 (một cửa)"
    assert "I.1, đoạn 12, trang 3 (một cửa)" in describe_cases(report, "error").markdown
    assert lay_out(report, [RESOLVED])["place"].iloc[0] == "đoạn 12, trang 3 (một cửa)"


def test_without_a_reading_the_row_tells_the_place(folder):
    report = wrong(folder).read()
    assert report.place_of_figure(RESOLVED) == "đoạn (một cửa)"
    folder.write("2030Q1/cues.csv", f"{HEADER}{RESOLVED},hồ sơ,,,,,,\n")
    assert folder.read().place_of_figure(RESOLVED) == "đoạn (một cửa)"


def test_cues_that_cannot_be_read_are_told_with_their_file(folder):
    wrong(folder).write("2030Q1/cues.csv", b"\xff\xfe\xff")
    (problem,) = folder.problems()
    assert problem.startswith("data/2030Q1/cues.csv")
