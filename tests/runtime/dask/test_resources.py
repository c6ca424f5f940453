import pytest
from kedro.pipeline import node

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.dask.resources import check_offer, find_demands

FIT = node(len, "a", "b", name="fit", tags=["networks", "slow"])
WANTED = {"networks": "GPU", "films": "DISK"}


@pytest.mark.parametrize(
    ("offered", "demands"), [({"GPU", "DISK"}, {"GPU": 1}), ({"DISK"}, {}), (set(), {})]
)
def test_a_node_asks_for_what_its_tags_stand_for_if_it_is_offered(offered, demands):
    assert find_demands(FIT, WANTED, offered) == demands


def test_what_no_worker_offers_is_said():
    with pytest.raises(InputError, match=r"offers DISK, for the nodes of films.*offer: GPU"):
        check_offer(WANTED, {"GPU"})
    with pytest.raises(InputError, match=r"offers DISK, GPU, .* films, networks.*offer: nothing"):
        check_offer(WANTED, set())


def test_what_is_offered_is_not_refused():
    check_offer(WANTED, {"DISK", "GPU"})
