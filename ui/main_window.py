"""The window: places the panels and connects them; what they mean is decided elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.context import Context
from app.suggest import suggest
from engine.api import params
from engine.api.request import Role
from engine.planner.suggest import lacking
from ui import theme
from ui.actions import Actions
from ui.compose.example import say_hello
from ui.compose.given import kept_of, read_given
from ui.compose.panel import ComposePanel
from ui.compose.well import files_of
from ui.draft import Draft, Lack, Obstacle
from ui.frame import Frame
from ui.models.fetching import FetchNote
from ui.plan_card import PlanCard
from ui.recipe.panel import RecipePanel
from ui.run.gauge import GaugeBar
from ui.run.progress import ProgressStrip
from ui.run.queue import QueuePanel
from ui.sentences import ended, explained
from ui.status_bar import StatusBar
from ui.timeline.timeline import Timeline
from ui.top_bar import TopBar
from ui.viewer.viewer import Viewer

if TYPE_CHECKING:
    from ui.export_dialog import ExportDialog
    from ui.models.manager import ModelManager


class MainWindow(Frame):
    """One per program."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(QSettings(str(context.folders.data / "window.ini"), QSettings.Format.IniFormat), parent)
        self.context = context
        self.setWindowTitle("Kinora")
        self.setAcceptDrops(True)
        self.actions_ = Actions(self)
        self.draft = Draft(context, self)
        self._asked = ""  # what was told to be lacking when Generate was pressed
        self._models: ModelManager | None = None  # made when it is asked for first
        self._export: ExportDialog | None = None
        self._make_panels()
        self._place()
        self._fill_menu()
        self._connect()
        self.restore_place()
        self._restore_recipe()
        self._follow_jobs()

    # building

    def _make_panels(self) -> None:
        context = self.context
        self.compose, self.recipe = ComposePanel(context, self.draft), RecipePanel(context, self.draft)
        self.plan = PlanCard(context, self.draft)
        self.compose.foot.addWidget(self.plan)
        self.viewer, self.timeline = Viewer(context), Timeline(context)
        self.timeline.follow(self.viewer)
        self.progress, self.queue, self.gauge = ProgressStrip(context), QueuePanel(context), GaugeBar(context)
        self.viewer.place_under_stage(self.progress)
        self.top, self.status = TopBar(self.actions_, self.gauge), StatusBar(context)
        self.fetching = FetchNote(context.downloads)

    def _place(self) -> None:
        self.build(self.top, (self.viewer, self.timeline), self.status)
        self.statusBar().addPermanentWidget(self.fetching)
        self.add_dock("compose", self.tr("Compose"), self.compose, right=False)
        self.add_dock("recipe", self.tr("Recipe"), self.recipe, right=True)
        self.add_dock("queue", self.tr("Queue"), self.queue, right=True)

        panels = (self.compose, self.viewer, self.timeline, self.recipe, self.queue)
        parts = [part for panel in panels for part in (getattr(panel, "head", None), panel) if part is not None]
        parts.insert(2, self.top.generate)  # what is composed is generated
        self.set_order(self.top, *parts)

    def _fill_menu(self) -> None:
        menu, actions = self.top.menu, self.actions_
        groups = (
            ("", ("new", "open", "export")),
            (self.tr("Clip"), ("generate", "interrupt", "resume_queue", "prompt")),
            (self.tr("Playback"), ("play", "back", "forward", "first", "last")),
            (self.tr("Shuttle"), ("shuttle_back", "shuttle_stop", "shuttle_on")),
            (self.tr("View"), ("fit", "full_screen", "zoom_in", "zoom_out", "zoom_fit", "next_dock", "previous_dock")),
            ("", ("undo", "redo", "remove", "models", "settings", "about", "quit")),
        )
        for title, names in groups:
            place = menu.addMenu(title) if title else menu
            for name in names:
                place.addAction(actions[name])
            if title == self.tr("View"):
                place.addSeparator()
                for dock in self.docks.values():
                    place.addAction(dock.toggleViewAction())
            if not title:
                menu.addSeparator()

    def _connect(self) -> None:
        context, viewer, actions = self.context, self.viewer, self.actions_
        slots = {
            "new": self._on_new, "open": self._on_open, "export": self.export, "generate": self.generate,
            "interrupt": self.interrupt, "models": self.show_models, "settings": self._on_settings,
            "quit": self.close, "play": viewer.play_pause, "back": self._on_back,
            "forward": self._on_forward, "first": viewer.go_to_first, "last": viewer.go_to_last,
            "shuttle_back": self._on_shuttle_back, "shuttle_stop": self._on_shuttle_stop,
            "shuttle_on": self._on_shuttle_on, "fit": viewer.fit, "full_screen": self.toggle_full_screen,
            "zoom_in": self.timeline.zoom_in, "zoom_out": self.timeline.zoom_out,
            "zoom_fit": self.timeline.zoom_to_fit, "remove": self.timeline.remove_chosen,
            "undo": context.project.undo, "redo": context.project.redo,
            "next_dock": self._on_next_dock, "previous_dock": self._on_previous_dock,
            "prompt": self._to_prompt, "resume_queue": self.queue.resume, "about": self._on_about,
        }  # fmt: skip
        for name, slot in slots.items():
            actions[name].triggered.connect(slot)
        viewer.try_it.connect(self._on_try)
        viewer.let_speak.connect(lambda: say_hello(self.compose, self.draft, self.generate))
        viewer.choose_model.connect(self.show_models)
        self.recipe.more_models.connect(self.show_models)
        self.recipe.presets.get_wanted.connect(self.get_model)
        self.fetching.clicked.connect(self.show_models)
        viewer.full_screen_wanted.connect(self.toggle_full_screen)
        viewer.show_param.connect(self._on_show_param)
        viewer.refused.connect(self._on_refused)
        viewer.player.loaded.connect(self._enable)
        self.queue.clip_wanted.connect(viewer.show_clip)
        self.timeline.strip.lanes_changed.connect(self.give_timeline)
        self.progress.stop_wanted.connect(context.jobs.cancel)
        self.gauge.status.connect(self.status.show_figures)
        self.plan.needs.connect(self.gauge.show_need)
        self.compose.recipe_found.connect(self._on_recipe_found)
        self.compose.let_go.connect(viewer.let_go)
        self.compose.room_changed.connect(self.plan.set_compact)
        self.draft.changed.connect(self._show_generate)
        context.jobs.current_changed.connect(self._follow_jobs)
        context.models.reset.connect(self._show_generate)
        context.project.changed.connect(self._follow_jobs)
        context.settings.changed.connect(self._on_setting)
        theme.current().changed.connect(self.fit_docks)

    # generating

    def generate(self) -> None:
        """Put the draft into the queue; where something lacks, do the first thing that mends it."""
        obstacle = self.draft.obstacle()
        if obstacle is not None:
            self._mend(obstacle)
            return
        self.context.settings.last_recipe = self._recipe()
        self.context.jobs.add(self.draft.request(), self.draft.title())

    def interrupt(self) -> None:
        """Stop the clip that is being made."""
        if (job := self.context.jobs.current) is not None:
            self.context.jobs.cancel(job.id)

    def _mend(self, obstacle: Obstacle) -> None:
        self._asked = ended(obstacle.sentence, obstacle.advice)
        self.status.say(self._asked, problem=True)
        if obstacle.lack is Lack.INPUT:
            self.compose.choose(Role(obstacle.meant))
        elif obstacle.lack is Lack.PROMPT:
            self._to_prompt()
            self.compose.prompt.ask(obstacle.sentence)
        elif obstacle.lack is Lack.MODEL and not self.draft.spec.bundled:
            self.get_model(self.draft.spec.id)
        elif obstacle.lack is Lack.MODEL:
            self._on_choose_model()
        else:
            self._on_show_param(obstacle.meant)

    def _on_try(self, prompt: str) -> None:
        """The first-minute card: the starter model makes this."""
        self.draft.set_model(self.context.catalog.models[0].id)
        self.draft.set_prompts(prompt, self.draft.params.negative_prompt)
        self.compose.prompt.show_texts(prompt, self.draft.params.negative_prompt)
        self.generate()

    def _show_generate(self) -> None:
        obstacle = self.draft.obstacle()
        if obstacle is None:
            self.status.take_back(self._asked)
        queue = self.context.jobs.current is not None
        text = self.tr("Add to queue") if queue else self.tr("Generate")
        if obstacle is not None and obstacle.lack is Lack.INPUT:
            text = obstacle.sentence
        self.top.say_generate(text, queue=queue)
        self.actions_["generate"].setText(text)
        self.top.generate.setToolTip(obstacle.sentence if obstacle else "")

    def _follow_jobs(self) -> None:
        self._show_generate()
        self._enable()
        count = len(self.context.project.clips)
        name = self.tr("{n} clips").format(n=count) if count > 1 else self.tr("1 clip")
        self.top.show_project(self.tr("Untitled"), f"{name}, {self.tr('saved')}" if count else self.tr("empty"))

    def _enable(self) -> None:
        clip, clips = self.viewer.player.info is not None, bool(self.context.project.clips)
        project = self.context.project
        running = self.context.jobs.current is not None
        self.actions_.enable(running=running, clip=clip, timeline=clips, undo=project.can_undo, redo=project.can_redo)

    # recipes

    def _recipe(self) -> dict[str, Any]:
        values = params.to_dict(self.draft.params)
        return {"model": self.draft.spec.id, "params": values, "kept_inputs": kept_of(self.draft)}

    def _restore_recipe(self) -> None:
        recipe = self.context.settings.last_recipe
        if not recipe:
            self._show_generate()
            return
        self.draft.restore(recipe)
        kept = [given for given in read_given(recipe.get("kept_inputs", ())) if Path(given.path).is_file()]
        roles = {given.role for given in kept}
        if lacking(self.draft.mode, roles):
            self.draft.set_mode(suggest(roles, self.draft.spec))
        self.compose.put_back(kept)

    def _on_recipe_found(self, path: str, recipe: dict[str, Any]) -> None:
        self.compose.forget_inputs()
        told = self.draft.restore(recipe)
        self.compose.put_back(read_given(recipe.get("inputs", ())))
        self.compose.restored(path, told)

    def open_paths(self, paths: tuple[str, ...]) -> None:
        """Take files that were given on the command line or dropped on the program."""
        self.compose.take_files(paths)

    # commands

    def _on_new(self) -> None:
        self.compose.forget_inputs()
        for role in Role:
            self.draft.take_away(role)
        self.draft.set_prompts("", "")
        self.compose.prompt.show_texts("", "")
        self._to_prompt()

    def _on_open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Open a clip, picture, film or sound"))
        if path:
            self.compose.take_file(path)

    def _on_settings(self) -> None:
        from ui.settings_dialog import SettingsDialog  # here: the first paint does not wait for it

        SettingsDialog(self.context, self).exec()

    def export(self) -> None:
        """Ask what is to be made of the timeline."""
        from ui.export_dialog import ExportDialog  # here: the first paint does not wait for it

        self._export = self._export or ExportDialog(self.context, self)
        self._export.open()

    def show_models(self) -> None:
        """Open the model manager."""
        self._manager().open()

    def get_model(self, id: str) -> None:
        """Open the manager with what would be fetched for this model or LoRA."""
        self._manager().show_model(id)

    def _manager(self) -> ModelManager:
        from ui.models.manager import ModelManager  # here: the first paint does not wait for it

        if self._models is None:
            self._models = ModelManager(self.context, self)
            self._models.use_model.connect(self.draft.set_model)
            self._models.use_form.connect(self._on_use_form)
            self._models.use_lora.connect(self._on_use_lora)
        return self._models

    def _on_use_form(self, id: str, form: str) -> None:
        self.draft.set_model(id)
        self.draft.set_params(params.replace(self.draft.params, model_variant=form))

    def _on_use_lora(self, name: str) -> None:
        """Put a LoRA, named by its id or its path, into the recipe; one of the catalogue brings its settings along."""
        known = next((lora for lora in self.context.catalog.loras if lora.id == name), None)
        if all(use.lora_name != name for use in self.draft.params.loras):
            if known is not None:
                self.recipe.loras.add_known(known)
            else:
                self.recipe.loras.add(name)
        self._on_show_param("loras")

    def _on_about(self) -> None:
        QMessageBox.about(
            self,
            self.tr("About Kinora"),
            self.tr("Kinora makes video on your own computer with open models. Apache-2.0. Icons: Lucide, ISC."),
        )

    def _on_back(self) -> None:
        self.viewer.step(-1)

    def _on_forward(self) -> None:
        self.viewer.step(1)

    def _on_shuttle_back(self) -> None:
        self.viewer.shuttle(-1)

    def _on_shuttle_stop(self) -> None:
        self.viewer.shuttle(0)

    def _on_shuttle_on(self) -> None:
        self.viewer.shuttle(1)

    def _to_prompt(self) -> None:
        self.docks["compose"].raise_()
        self.compose.prompt.positive.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_choose_model(self) -> None:
        self.docks["recipe"].raise_()
        self.recipe.model.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.recipe.model.showPopup()

    def _on_show_param(self, name: str) -> None:
        if name == "model_name":  # a job whose files are not here
            self.get_model(self.draft.spec.id)
            return
        self.docks["recipe"].raise_()
        if name in ("positive_prompt", "negative_prompt"):
            self._to_prompt()
        elif name in set(Role):
            self.compose.choose(Role(name))
        else:
            self.recipe.show_param(name)

    def _on_refused(self, path: str, error: Any) -> None:
        self.status.say(explained(error), problem=True)

    def tell_failure(self, failure: Any) -> None:
        """A mistake of the window itself: said in the status bar, whole in the log."""
        self.status.say(explained(failure), problem=True)

    def tell_crash(self, crash: str) -> None:
        """How Kinora ended last time, once."""
        safe = self.tr("Kinora was ended without being closed last time. Jobs and clips are safe.")
        self.status.say(safe, problem=True)
        self.status.setToolTip(crash)

    def _on_setting(self, name: str) -> None:
        if name in ("theme", "text_scale"):
            theme.current().choose(self.context.settings.theme, self.context.settings.text_scale)
        elif name == "models_folders":
            self._show_generate()

    # moving about

    def _panels(self) -> list[QWidget]:
        return [self.compose, self.viewer, self.timeline, self.recipe, self.queue]

    def _on_next_dock(self) -> None:
        self.go_dock(self._panels(), 1)

    def _on_previous_dock(self) -> None:
        self.go_dock(self._panels(), -1)

    def on_full_screen(self, full: bool) -> None:
        self.viewer.stage.set_full_screen(full)

    # files that are let go anywhere but on a well

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.compose.take_files(files_of(event.mimeData()))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_place()
        self.context.settings.last_recipe = self._recipe()
        self.viewer.shut()
        if self._export is not None:
            self._export.shut()
        super().closeEvent(event)
