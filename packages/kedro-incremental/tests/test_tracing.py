"""Tests of the trace of the functions that a node calls."""

from threading import Event, Thread
from types import SimpleNamespace

from kedro_incremental.tracing import UntracedHooks, tracing


def call_in_thread(function):
    thread = Thread(target=function)
    thread.start()
    return thread


def load():
    pass


def test_hooks_pause_the_trace_in_their_own_threads():
    """With `--async`, Kedro loads each input in a thread and calls hooks there."""
    begun, may_end = [Event(), Event()], Event()

    def wait(number):
        begun[number].set()
        may_end.wait(10)

    with tracing(may_load_code=True) as trace:
        hooks = UntracedHooks(SimpleNamespace(hook=SimpleNamespace(wait=wait)), trace)
        threads = [call_in_thread(lambda n=n: hooks.hook.wait(number=n)) for n in range(2)]
        assert all(each.wait(10) for each in begun)
        call_in_thread(load).join()
        may_end.set()
        for thread in threads:
            thread.join()
        assert (call_in_thread.__code__.co_filename, "load") in trace.ran
        assert not any("wait" in function and "test" in function for _, function in trace.ran)
    with tracing(may_load_code=True) as trace:
        load()
    assert (__file__, "load") in trace.ran
