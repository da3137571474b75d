import nbformat
import pytest

from cchc.errors import ParameterError
from cchc.run.parameters import check_all_parameters, check_parameters, read_parameters

TYPED = """quarter: str  # which
limit: int = 3  # how many
share: float = 0.5  # part
brief: bool = False  # short"""


def test_parameters_are_read_with_type_default_and_comment(notebooks, write_notebook):
    quarter, limit, *_ = read_parameters(write_notebook(notebooks, "04-a.ipynb", parameters=TYPED))
    assert (quarter.name, quarter.type, quarter.required, quarter.comment) == (
        "quarter",
        "str",
        True,
        "which",
    )
    assert (limit.type, limit.required, limit.default) == ("int", False, 3)


@pytest.mark.parametrize(
    "given",
    [
        {"quarter": "2024Q1"},
        {"quarter": "2024Q1", "limit": 0, "share": 1, "brief": True},
    ],
)
def test_fitting_values_pass(notebooks, write_notebook, given):
    check_parameters(write_notebook(notebooks, "04-a.ipynb", parameters=TYPED), given)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"quater": "2024Q1"}, r"unknown parameter 'quater'; did you mean 'quarter'\?"),
        (
            {"quarter": "2024Q1", "zzz": 1},
            "unknown parameter 'zzz'; it takes quarter, limit, share, brief",
        ),
        ({}, r"parameter 'quarter' is missing; give a str \(which\)"),
        ({"quarter": 2024}, "'quarter' is 2024; it must be a str"),
        ({"quarter": "2024Q1", "limit": "3"}, "'limit' is '3'; it must be a int"),
        ({"quarter": "2024Q1", "limit": True}, "'limit' is True"),
        ({"quarter": "2024Q1", "share": "1"}, "'share' is '1'"),
        ({"quarter": "2024Q1", "brief": 1}, "'brief' is 1"),
        ({"quarter": None}, "'quarter' is None"),
    ],
)
def test_unknown_missing_and_mistyped_values_are_refused(notebooks, write_notebook, given, says):
    with pytest.raises(ParameterError, match=r"notebooks/04-a\.ipynb: .*" + says):
        check_parameters(write_notebook(notebooks, "04-a.ipynb", parameters=TYPED), given)


def test_all_problems_of_all_notebooks_are_told_at_once(notebooks, write_notebook):
    paths = [
        write_notebook(notebooks, name, parameters=TYPED) for name in ("04-a.ipynb", "05-b.ipynb")
    ]
    with pytest.raises(ParameterError) as raised:
        check_all_parameters((path, {"quater": "2024Q1"}) for path in paths)
    assert len(str(raised.value).splitlines()) == 4


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("quarter = '2024Q1'  # which", "line 1: write `name: type = value"),
        ("limit: int = 3  # how many\nimport os", "line 2: write `name: type = value"),
        ("days: list = []  # which", "write `name: type = value"),
        ("limit: int = 3", "say after a # what 'limit' means"),
        ("limit: int = len('abc')  # how many", "must be a plain value"),
        ("limit: int = '3'  # how many", "default of 'limit' is '3'"),
        ("limit: int = = 3", "line 1: this is not Python"),
    ],
)
def test_a_parameters_cell_holds_typed_commented_literals_only(
    notebooks, write_notebook, cell, says
):
    with pytest.raises(ParameterError, match=says):
        read_parameters(write_notebook(notebooks, "04-a.ipynb", parameters=cell))


def test_the_parameters_cell_is_read_not_run(notebooks, write_notebook, tmp_path):
    path = write_notebook(
        notebooks, "04-a.ipynb", parameters=f"open({str(tmp_path / 'ran')!r}, 'w')"
    )
    with pytest.raises(ParameterError):
        read_parameters(path)
    assert not (tmp_path / "ran").exists()


def test_a_notebook_without_the_cell_is_refused(notebooks):
    path = notebooks / "04-a.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", id="a")]), path)
    with pytest.raises(ParameterError, match="0 cells are tagged 'parameters'"):
        read_parameters(path)
