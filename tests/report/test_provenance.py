from fashion_mnist.report import provenance


def test_fits_are_compared_with_each_other_and_with_what_is_used_here(fitted):
    fits = {
        "svm": fitted("svm", time="2020-01-02T03:00:00+00:00"),
        "cnn": fitted("cnn", seed=1, modified=True, packages={"kedro": "1.7.0", "keras": "3.1"}),
    }
    found = provenance.compare_fits(fits, fitted("svm", processor="another"))
    assert found["differing"] == ["commit", "seed", "processor", "keras"]
    assert found["shared"] == ["memory", "system", "Python", "kedro"]
    assert found["fits"]["cnn"]["commit"] == "0123456789ab, with changes"
    assert found["fits"]["svm"]["processor"] == "a processor, 2 cores"
    assert found["here"]["processor"] == "another, 2 cores"
    assert found["seed"] == "0 and 1"
    assert (found["first"], found["last"]) == (
        "2020-01-02 03:00:00 UTC",
        "2020-01-02 03:04:05 UTC",
    )


def test_a_fit_outside_a_repository_has_no_commit(fitted):
    outside = fitted("svm", commit=None)
    assert provenance.compare_fits({"svm": outside}, outside)["here"]["commit"] == (
        "not in a repository"
    )
