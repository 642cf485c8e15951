"""The queue with an engine that does as it is told: order, ends, restarts."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.job import State
from engine.api.events import Accepted, Failed, Preview, Stage, StageStarted, Stepped
from tests.fakes import a_request


def states(jobs):
    return [job.state for job in jobs.all()]


def told(signal):
    """Every value that a signal brings from now on."""
    values = []
    signal.connect(lambda *value: values.append(value[0] if len(value) == 1 else value))
    return values


def test_one_job_at_a_time_in_the_order_they_came(house):
    ids = [house.jobs.add(a_request(word), word) for word in ("one", "two", "three")]
    assert states(house.jobs) == [State.RUNNING, State.WAITING, State.WAITING]
    for number in range(3):
        assert [request.id for request in house.engine.given] == ids[: number + 1]
        house.engine.finish()
    assert states(house.jobs) == [State.DONE] * 3
    assert house.jobs.current is None


def test_a_job_is_on_the_disk_before_it_is_told_and_before_it_is_sent(house, monkeypatch):
    written = []
    house.jobs.added.connect(lambda id: written.append(("told", [row[0] for row in house.database.rows("jobs")])))

    def generate(request):
        body = house.database.rows("jobs")[0][2]
        written.append(("sent", msgspec.json.decode(body)["state"]))

    monkeypatch.setattr(house.engine, "generate", generate)
    id = house.jobs.add(a_request(), "one")
    assert written == [("told", [id]), ("sent", "running")]


def test_the_request_is_whole_when_it_is_queued(house):
    id = house.jobs.add(a_request(), "one")
    request = house.engine.given[0]
    assert request.id == id
    assert 0 <= request.params["seed"] < 2**32
    assert request.work_folder == str(house.folders.work / id)
    assert request.output_folder == str(house.folders.outputs)
    assert request.models_folders == (str(house.folders.models),)
    assert house.jobs.add(a_request(seed=5), "two")
    assert house.jobs.all()[1].request.params["seed"] == 5


def test_a_failing_job_never_stops_the_next(house):
    house.jobs.add(a_request(), "one")
    second = house.jobs.add(a_request(), "two")
    house.engine.fail("No", why="because")
    assert states(house.jobs) == [State.FAILED, State.RUNNING]
    assert house.jobs.all()[0].failure.why == "because"
    assert house.engine.running == second


def test_a_failed_job_is_run_again_with_the_same_request(house):
    id = house.jobs.add(a_request(), "one")
    house.engine.fail(engine_died=True)
    house.jobs.retry(id)
    assert house.engine.given[0] == house.engine.given[1]
    assert (house.jobs.job(id).state, house.jobs.job(id).failure) == (State.RUNNING, None)


def test_cancelling_goes_to_the_engine_for_the_running_and_takes_out_the_waiting(house):
    heard = told(house.jobs.stopping)
    first, second = house.jobs.add(a_request(), "one"), house.jobs.add(a_request(), "two")
    house.jobs.cancel(second)
    house.jobs.cancel(first)
    assert house.engine.cancelled == [first]
    assert heard == [first]
    assert states(house.jobs) == [State.RUNNING, State.STOPPED]
    house.engine.stop()
    assert states(house.jobs) == [State.STOPPED, State.STOPPED]
    assert len(house.engine.given) == 1


def test_removing_the_running_job_stops_it_first(house):
    gone = told(house.jobs.removed)
    id = house.jobs.add(a_request(), "one")
    work = Path(house.engine.given[0].work_folder)
    work.mkdir(parents=True)
    house.jobs.remove(id)
    assert house.jobs.job(id) is not None
    house.engine.stop()
    assert (house.jobs.all(), gone, work.exists()) == ((), [id], False)


def test_a_finished_job_is_in_the_library_and_leaves_no_work_folder(house):
    ended = told(house.jobs.finished)
    id = house.jobs.add(a_request(), "a red ball")
    work = Path(house.engine.given[0].work_folder)
    work.mkdir(parents=True)
    result = house.engine.finish("/tmp/nowhere/clip.mp4")
    assert ended == [(id, result)]
    (row,) = house.library.clips()
    assert (row.id, row.path, row.frames, row.title, row.seconds) == (
        id,
        "/tmp/nowhere/clip.mp4",
        17,
        "a red ball",
        2.125,
    )
    assert house.jobs.job(id).thumbnail == row.thumbnail
    assert not work.exists()
    assert house.jobs.add(a_request(), "next")
    house.jobs.clear_finished()
    assert [job.title for job in house.jobs.all()] == ["next"]
    assert house.library.clips() == (row,)


def test_a_failed_or_stopped_job_keeps_its_work_folder_for_the_next_try(house):
    first, second = house.jobs.add(a_request(), "one"), house.jobs.add(a_request(), "two")
    for id in (first, second):
        (house.folders.work / id).mkdir(parents=True)
    house.engine.fail()
    house.engine.stop()
    assert all((house.folders.work / id).exists() for id in (first, second))
    house.jobs.clear_finished()
    assert [job.id for job in house.jobs.all()] == [first]
    assert not (house.folders.work / second).exists()


def test_moving_changes_the_order_in_which_jobs_run(house):
    house.jobs.add(a_request(), "running")
    _, b, c = (house.jobs.add(a_request(), name) for name in "abc")
    house.jobs.move(c, 1)
    assert [job.title for job in house.jobs.all()] == ["running", "c", "a", "b"]
    house.jobs.move(c, 99)
    house.jobs.move(b, 1)
    assert [job.title for job in house.jobs.all()] == ["running", "b", "a", "c"]
    house.engine.finish()
    assert house.engine.running == b
    assert [job.title for job in house.again().jobs.all()] == ["running", "b", "a", "c"]


def test_moving_back_and_forth_for_ever_keeps_the_order(house):
    house.jobs.pause()
    for name in "abc":
        house.jobs.add(a_request(), name)
    for _ in range(120):
        last = house.jobs.all()[-1]
        house.jobs.move(last.id, 1)
    titles = [job.title for job in house.jobs.all()]
    assert titles == ["a", "b", "c"]
    assert [job.title for job in house.again().jobs.all()] == titles


def test_a_paused_queue_starts_nothing_until_it_is_resumed(house):
    house.jobs.pause()
    house.jobs.add(a_request(), "one")
    assert house.engine.given == []
    house.jobs.resume()
    assert len(house.engine.given) == 1


def test_three_deaths_pause_the_queue_and_keep_every_job(house):
    house.jobs.add(a_request(), "one")
    house.jobs.add(a_request(), "two")
    house.engine.say(Failed("", "GPU-006", "The engine stopped 3 times in 10 minutes", engine_died=True))
    house.engine.fail(engine_died=True)
    assert house.jobs.paused
    assert states(house.jobs) == [State.FAILED, State.WAITING]


def test_after_a_restart_what_ran_is_interrupted_and_nothing_starts_by_itself(house, qtbot):
    for name in ("done", "running", "waiting"):
        house.jobs.add(a_request(), name)
    house.engine.finish()
    before = [job.request for job in house.jobs.all()]
    later = house.again()
    with qtbot.waitSignal(later.jobs.recovered) as signal:
        pass
    assert signal.args == [2]
    assert states(later.jobs) == [State.DONE, State.INTERRUPTED, State.WAITING]
    assert [job.request for job in later.jobs.all()] == before
    assert later.engine.given == []
    later.jobs.resume()
    assert [r.id for r in later.engine.given] == [before[2].id]
    later.jobs.retry(before[1].id)
    later.engine.finish()
    assert later.engine.given[1] == before[1]


def test_a_new_job_does_not_wait_for_those_of_the_last_time(house):
    house.jobs.pause()
    old = house.jobs.add(a_request(), "old")
    later = house.again()
    new = later.jobs.add(a_request(), "new")
    assert later.engine.running == new
    later.engine.finish()
    assert later.jobs.job(old).state is State.WAITING
    assert len(later.engine.given) == 1


def test_recovering_twice_changes_nothing_more(house):
    house.jobs.add(a_request(), "running")
    later = house.again()
    rows = later.database.rows("jobs")
    later.jobs._journal.interrupt_running()
    assert later.database.rows("jobs") == rows


def test_progress_and_previews_of_the_running_job_are_told(house):
    previews, changes = told(house.jobs.preview), told(house.jobs.changed)
    id = house.jobs.add(a_request(), "one")
    moment = 0.0
    house.jobs.clock = lambda: moment
    house.engine.say(Accepted(id, 3, (Stage.DENOISE, Stage.WRITE)), StageStarted(id, Stage.DENOISE, 4))
    moment = house.jobs._course.started + 2.0
    changes.clear()
    house.engine.say(Stepped(id, Stage.DENOISE, 1, 4), Preview(id, 1, 2, b"jpeg"), Stepped("other", Stage.WRITE, 1, 2))
    seen = house.jobs.current.progress
    assert (seen.stage, seen.done, seen.total) == (Stage.DENOISE, 1, 4)
    assert 0 < seen.fraction < 1
    assert changes == [id]
    assert previews == [(id, Preview(id, 1, 2, b"jpeg"))]
    house.engine.finish()
    assert house.jobs.job(id).progress is None


def test_events_of_a_job_that_is_over_are_ignored(house):
    id = house.jobs.add(a_request(), "one")
    house.engine.finish()
    house.engine.fail(job=id)
    assert states(house.jobs) == [State.DONE]
