"""The stated parameters are what the real files say."""

from pathlib import Path

import pytest

from dangol.sim.calibration import STATED, CalibrationDataError, measure


@pytest.mark.data
def test_the_stated_parameters_are_those_measured(data_dir: Path) -> None:
    assert measure(data_dir) == STATED
    assert measure(data_dir / "retailrocket_abandon_times") == STATED


def test_a_folder_without_the_files_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CalibrationDataError, match=r"v1_funnel_global\.csv") as raised:
        measure(tmp_path)
    assert raised.value.code == "sim.calibration_data_missing"
    assert "retailrocket_abandon_times" in raised.value.hint


def test_the_kinds_of_visitor_add_up_to_the_funnel() -> None:
    kinds = STATED.kinds
    assert sum(kind.share for kind in kinds) == pytest.approx(1)
    carts = sum(kind.share * kind.view_to_cart for kind in kinds)
    orders = sum(kind.share * kind.view_to_cart * kind.cart_to_purchase for kind in kinds)
    assert carts == pytest.approx(STATED.view_to_cart, rel=0.01)
    assert orders / carts == pytest.approx(STATED.cart_to_purchase, rel=0.01)


def test_the_shops_quietest_hour_is_five_in_the_morning() -> None:
    assert STATED.hours.index(min(STATED.hours)) == 5
    assert sum(STATED.hours) == pytest.approx(1, abs=0.001)
    assert sum(STATED.days) == pytest.approx(1, abs=0.001)
