#include "app/cli/Commands.h"

#include "app/cli/CommandBuilder.h"

namespace w2v {

namespace {

CLI::App& group(CLI::App& cli, const std::string& name, const std::string& help)
{
    auto* command = cli.add_subcommand(name, help);
    command->require_subcommand(1);
    return *command;
}

} // namespace

void addCommands(CLI::App& cli, Command& c)
{
    Builder(cli, "demo", "Run the whole loop and print its table", c, "demo")
        .path("--out", "out", "Folder for the project, pictures and table", true)
        .path("--observation", "observation", "Photograph, RGB-D folder, mesh or room:<seed>; generated rooms otherwise")
        .number("--minutes", "minutes", "Time for generating and training (8)")
        .integer("--seed", "seed", "Seed of everything random (1)");
    Builder observe(cli, "observe", "Say what an observation is", c, "observe");
    observe.path("path", "path", "Photograph, RGB-D folder, mesh or room:<seed>")
        .path("--project", "project", "Add it to this project");
    Builder(observe.command(), "calibrate", "Say camera, floor, depth and metres of a picture by marks on it (pixels)", c, "observe.calibrate")
        .text("--observation", "observation", "Picture file, or with --project the id of an observation, which keeps the marks", true)
        .path("--project", "project", "Project of the observation")
        .text("--focal", "focal", "exif, lines, or pixels; the camera file, EXIF or a usual one by default")
        .numbers("--lines-a", "lines_a", "Lines along one direction of the room: x1,y1,x2,y2 each, two or more")
        .numbers("--lines-b", "lines_b", "Lines along a direction at right angles to it")
        .numbers("--floor", "floor", "Three or more points of the floor, x,y each (needs depth)")
        .numbers("--room", "room", "Box room: x,y of a point on the far wall's seam with floor, ceiling, left and right wall")
        .numbers("--vanishing", "vanishing", "x,y where the room's lines meet; straight ahead by default")
        .numbers("--length", "length", "x1,y1,x2,y2 along something of known length")
        .number("--meters", "meters", "That length, metres")
        .path("--depth-model", "depth_model", "ONNX file of a monocular depth model")
        .text("--depth-meaning", "depth_meaning", "Its output: inverse (default), depth or metres")
        .text("--depth-size", "depth_size", "Its input size WxH (384x384)")
        .text("--depth", "depth", "Instead: depth that a model made before, as the project names it")
        .flag("--depth-metric", "depth_metric", "That depth is in metres")
        .flag("--clear", "clear", "Remove the observation's calibration");
    auto& trajectory = group(cli, "trajectory", "Camera trajectories");
    Builder(trajectory, "plan", "Turn action text into camera poses", c, "trajectory.plan").trajectory();
    Builder(trajectory, "edit", "Edit an action list", c, "trajectory.edit")
        .text("--actions", "actions", "Action text", true)
        .text("--edit", "edit", "mirror, reverse, inverse, canonical, scale, length, remove, duplicate, move, split, insert or append", true)
        .integer("--at", "at", "Which action, counted from 1")
        .integer("--to", "to", "Where it goes, counted from 1")
        .number("--amount", "amount", "Factor (scale), metres (length), or how much of the action is done before the cut (split, insert)")
        .text("--with", "with", "Actions to insert or append");
    Builder(trajectory, "describe", "Say a path in words", c, "trajectory.describe").text("--actions", "actions", "Action text", true);
    Builder(trajectory, "sample", "Draw trajectories as the reference does", c, "trajectory.sample")
        .path("--settings", "settings", "YAML settings of the reference's generators; its production settings by default")
        .integer("--count", "count", "How many; one round of all kinds by default")
        .integer("--seed", "seed", "Seed; the settings' own by default")
        .path("--project", "project", "Keep them in this project")
        .text("--observation", "observation", "as paths of this observation of it");
    Builder(trajectory, "fit", "Fit actions to a curve on the floor", c, "trajectory.fit")
        .path("--points", "points", "Lines of right and forward (metres), optionally the heading (degrees)", true)
        .number("--snap-m", "snap_m", "Grid of moves, metres (0.1); 0: none")
        .number("--snap-deg", "snap_deg", "Grid of turns, degrees (10); 0: none");
    Builder(trajectory, "check", "Look ahead: collisions, what was observed, nearest depth, overlap", c, "trajectory.check")
        .path("--observation", "observation", "Photograph, RGB-D folder, mesh or room:<seed>", true)
        .integer("--frame", "frame", "Frame of a posed capture to start from, counted from 1")
        .path("--trajectory", "trajectory", "Trajectory file")
        .numbers("--world-from-start", "world_from_start", "Pose of the start in a mesh scene: 12 numbers, 3x4 row by row")
        .text("--policy", "policy", "warn (default), refuse (fails when there is a problem) or ignore")
        .number("--min-observed", "min_observed", "Least share of a view that was observed (0.1)")
        .number("--min-nearest", "min_nearest", "Least depth in a view, metres (0.25)")
        .trajectory();
    Builder(trajectory, "import", "Turn a file of camera poses into actions", c, "trajectory.import")
        .path("file", "file", "Camera path, transforms.json, TUM lines, COLMAP folder, traj.json or w2v-path text", true)
        .text("--format", "format", "nerfstudio, transforms, tum, colmap, traj or path; recognised by default")
        .text("--convention", "convention", "For example opencv-c2w; the format's own by default")
        .number("--snap-m", "snap_m", "Grid of moves for free paths, metres (0.1)")
        .number("--snap-deg", "snap_deg", "Grid of turns for free paths, degrees (10)");
    Builder(trajectory, "export", "Write a path as a file of camera poses", c, "trajectory.export")
        .text("--format", "format", "nerfstudio, transforms, tum, colmap, traj or path", true)
        .path("--out", "out", "File, or folder for colmap", true)
        .path("--trajectory", "trajectory", "Trajectory file")
        .numbers("--world-from-start", "world_from_start", "Where the path starts: 12 numbers, 3x4 row by row")
        .trajectory();
    Builder(trajectory, "doctor", "Find the axis convention of posed pictures", c, "trajectory.doctor")
        .path("file", "file", "File of camera poses", true)
        .text("--format", "format", "As for import")
        .path("--observation", "observation", "Where the pictures and depth are; beside the file by default");
    Builder imagine(cli, "imagine", "Imagine the views along a trajectory", c, "imagine");
    imagine.path("--observation", "observation", "Photograph, RGB-D folder, mesh or room:<seed>")
        .integer("--frame", "frame", "Frame of a posed capture to start from, counted from 1")
        .integer("--at-frame", "at_frame", "Imagine the view at this frame's pose")
        .path("--trajectory", "trajectory", "Trajectory file")
        .text("--world-model", "world_model", "geometric, mesh, svc, process or torchscript")
        .numbers("--world-from-start", "world_from_start", "Pose of the start in a mesh scene: 12 numbers, 3x4 row by row")
        .integer("--seed", "seed", "Seed")
        .path("--project", "project", "Keep the rollout in this project; one that is there for the same request is taken")
        .flag("--again", "again", "Imagine even when the project has the result of the same request")
        .path("--out", "out", "Folder for the pictures")
        .trajectory()
        .svc()
        .outsideModels();
    Builder(imagine.command(), "estimate", "Say how long imagining would take on this machine and how much memory, from what it needed before", c, "imagine.estimate")
        .path("--observation", "observation", "Photograph, RGB-D folder, mesh or room:<seed>", true)
        .integer("--frame", "frame", "Frame of a posed capture to start from, counted from 1")
        .text("--world-model", "world_model", "geometric, mesh, svc, process or torchscript")
        .integer("--seed", "seed", "Seed")
        .path("--project", "project", "Project that may have the result already")
        .trajectory()
        .svc()
        .outsideModels();
    Builder(imagine.command(), "check", "Measure the frames of imagined views again: motion, blur, exposure, contradictions", c, "imagine.check")
        .path("--project", "project", "Project folder: all its rollouts, or the one named with --id")
        .text("--id", "id", "Rollout of the project")
        .path("--rollout", "rollout", "Folder of imagined views with traj.json")
        .number("--min-sharpness", "min_sharpness", "Variance of the Laplacian below which a frame is blurry (100)");
    Builder(imagine.command(), "repair", "Repair a frame; the rollout gets a new id and the old one comes back with undo", c, "imagine.repair")
        .path("--project", "project", "Project folder", true)
        .text("--rollout", "rollout", "Rollout of the project", true)
        .integer("--frame", "frame", "Frame, counted from 0")
        .text("--tool", "tool", "again (paint the region anew), take (from another frame), clone (copy pixels), exposure, replace or revert", true)
        .path("--mask", "mask", "Region: a picture of the frame's size, white where it is to be repaired; grey mixes when cloning")
        .numbers("--region", "region", "Region: x,y,width,height in pixels")
        .integer("--from", "from", "The other frame, counted from 0")
        .text("--from-rollout", "from_rollout", "clone: the rollout of the other frame (the same)")
        .numbers("--offset", "offset", "clone: x,y pixels from where it is painted to where it is copied from")
        .path("--image", "image", "The picture to put in place of the frame")
        .flag("--all", "all", "Revert all repairs of the frame");
    Builder(imagine.command(), "sweep", "Imagine one path with several seeds or values of an option, side by side on a contact sheet", c, "imagine.sweep")
        .path("--observation", "observation", "Photograph, RGB-D folder, mesh or room:<seed>")
        .path("--out", "out", "Folder: one for each variant, and sheet.png", true)
        .text("--vary", "vary", "The option that changes (seed)")
        .texts("--values", "values", "Its values")
        .integer("--seeds", "seeds", "Without --values: so many seeds from --seed on (4)")
        .integer("--seed", "seed", "Seed")
        .integer("--columns", "columns", "Views of each variant on the sheet (6)")
        .integer("--thumb", "thumb", "Pixels of a view's longer side on the sheet (192)")
        .integer("--frame", "frame", "Frame of a posed capture to start from, counted from 1")
        .path("--trajectory", "trajectory", "Trajectory file")
        .text("--world-model", "world_model", "geometric, mesh, svc, process or torchscript")
        .path("--project", "project", "Keep the rollouts in this project")
        .trajectory()
        .svc()
        .outsideModels();
    Builder(imagine.command(), "batch", "Imagine drawn paths of many observations into a bundle in the reference's layout; goes on where it stopped", c,
            "imagine.batch")
        .paths("--observations", "observations", "Pictures, RGB-D folders, meshes, room:<seed>, or ids of --project")
        .path("--project", "project", "Project whose observations are named by their ids, with their marks")
        .flag("--estimate", "estimate", "Only say what it would make and cost: time, memory, disk")
        .path("--manifest", "manifest", "JSON lines with anchor_path")
        .path("--out", "out", "Folder of the bundle", true)
        .path("--settings", "settings", "YAML settings of the reference's generators; its production settings by default")
        .integer("--count", "count", "Paths of each observation; one round of all kinds by default")
        .integer("--seed", "seed", "Seed (1)")
        .integer("--seeds", "seeds", "Each path is imagined with so many seeds from --seed on (1)")
        .integer("--workers", "workers", "Worker processes (1); they share the processor")
        .number("--worker-silence", "worker_silence", "Seconds without a word until a worker is replaced (3600)")
        .text("--world-model", "world_model", "geometric (default), mesh, svc, process or torchscript")
        .text("--size", "size", "Image size WxH (576x576)")
        .number("--fov", "fov", "Field of view along the longer side, degrees")
        .svc()
        .outsideModels();
    auto& imaginer = group(cli, "imaginer", "The learned inpainter of the geometric world model");
    Builder(imaginer, "train", "Train it on generated rooms", c, "imaginer.train")
        .path("--out", "out", "Folder for weights, checkpoints and metrics; training goes on from a checkpoint there", true)
        .integer("--steps", "steps", "Training steps (6000)")
        .integer("--batch", "batch", "Views a step (8)")
        .integer("--seed", "seed", "Seed of weights and draws (1)")
        .path("--start", "start", "Weights to begin with instead of random ones")
        .integer("--first-room", "first_room", "Seeds of the training rooms count up from here (1000000)");
    auto& worldModel = group(cli, "worldmodel", "World models");
    Builder(worldModel, "list", "List the world models", c, "worldmodel.list");
    Builder(worldModel, "check", "Check that a world model does what every one must", c, "worldmodel.check")
        .text("--model", "model", "mesh, geometric, svc, process or torchscript (geometric)")
        .path("--weights", "svc_weights", "Weights folder of svc")
        .path("--observation", "observation", "Instead of a built-in pattern or room")
        .integer("--seed", "seed", "Seed")
        .trajectory()
        .svc()
        .outsideModels();
    Builder(worldModel, "estimate", "Say what svc would cost on this machine: operations, memory, time", c, "worldmodel.estimate")
        .path("--weights", "svc_weights", "Weights folder; the released sizes without one")
        .text("--size", "size", "Picture size WxH (576x576)")
        .integer("--frames", "frames", "Wanted views (80)")
        .integer("--steps", "steps", "Denoising steps (50)");
    Builder(worldModel, "help", "Say which files a world model needs and where they go", c, "worldmodel.help")
        .text("--model", "model", "svc");
    Builder(worldModel, "testweights", "Write random weights to try svc with: its pictures are noise", c, "worldmodel.testweights")
        .path("--out", "out", "New folder", true)
        .text("--preset", "preset", "tiny or mid")
        .integer("--seed", "seed", "Seed");
    auto& scenes = group(cli, "scenes", "Generated rooms");
    Builder(scenes, "generate", "Generate furnished rooms", c, "scenes.generate")
        .integer("--count", "count", "How many (1)")
        .integer("--seed", "seed", "Seed of the first")
        .path("--out", "out", "Folder", true)
        .text("--furniture", "furniture", "Furnish them from a Sweet Home 3D library (.sh3f, a folder of them, or debian)");
    Builder(scenes, "walk", "Render short walks through generated rooms into a project", c, "scenes.walk")
        .path("--project", "project", "Project folder; created when there is none", true)
        .integer("--count", "count", "How many rooms (50)")
        .integer("--seed", "seed", "Seed of the first room (1)")
        .integer("--walks", "walks", "Walks in each room (20)")
        .number("--heldout", "heldout", "Share of the rooms that is held out (0.2)")
        .number("--reinforce", "reinforce", "Share of the rooms that is kept apart for reinforcement, as the split \"reinforce\" (0)")
        .text("--size", "size", "Image size, square (112x112)")
        .number("--fov", "fov", "Field of view, degrees (90)")
        .number("--detail", "detail", "How finely rooms are modelled, 0 to 1 (0.4)")
        .text("--furniture", "furniture", "Furnish them from a Sweet Home 3D library (.sh3f, a folder of them, or debian)");
    auto& objects = group(cli, "objects", "Objects in views: found by a detector, read from a file, drawn by hand");
    Builder(objects, "detect", "Find objects with an ONNX detector of the YOLO family; boxes are linked from view to view by depth", c, "objects.detect")
        .path("--project", "project", "Project folder", true)
        .path("--model", "model", "ONNX file", true)
        .path("--classes", "classes", "Text file with one class name a line, in the model's order; an empty line: not wanted")
        .text("--rollout", "rollout", "Only this rollout, also when it has objects")
        .number("--min-score", "min_score", "Least score of a box (0.3)")
        .number("--max-overlap", "max_overlap", "Overlap of two boxes of a class above which the weaker one falls away (0.5)")
        .text("--size", "size", "Input size WxH; the model's own, else 640x640")
        .text("--layout", "layout", "auto (default), v5, v8 or nms: how the model gives its boxes")
        .flag("--again", "again", "Also where a detector found objects before");
    Builder(objects, "import", "Take objects from a detection file in the reference's layout; its track ids are not used", c, "objects.import")
        .path("--project", "project", "Project folder", true)
        .text("--rollout", "rollout", "Rollout that the file tells of", true)
        .path("--file", "file", "detect_result.jsonl", true)
        .number("--min-score", "min_score", "Least score of a box (0.3)");
    const auto boxes = [&](const std::string& name, const std::string& help) {
        return Builder(objects, name, help, c, "objects." + name).path("--project", "project", "Project folder", true);
    };
    boxes("list", "Boxes of a rollout's views, where they come from and which rule drops them; without a rollout: all names of objects")
        .text("--rollout", "rollout", "Rollout")
        .integer("--frame", "frame", "Only this view, from 0")
        .text("--mode", "mode", "Whose rules: verified (default) or reference");
    boxes("draw", "Draw a box in a view")
        .text("--rollout", "rollout", "Rollout", true)
        .integer("--frame", "frame", "View, from 0")
        .text("--name", "name", "What it is", true)
        .numbers("--box", "box", "Left, top, right, bottom in 0..1000");
    boxes("change", "Move or resize an object's box in a view, or rename the object")
        .text("--rollout", "rollout", "Rollout", true)
        .integer("--object", "object", "Its number")
        .integer("--frame", "frame", "View of the box, from 0")
        .numbers("--box", "box", "Left, top, right, bottom in 0..1000")
        .text("--name", "name", "Its new name, in all views");
    boxes("remove", "Remove an object's box from a view, or the object from all")
        .text("--rollout", "rollout", "Rollout", true)
        .integer("--object", "object", "Its number")
        .integer("--frame", "frame", "View, from 0")
        .flag("--everywhere", "everywhere", "From all views");
    boxes("carry", "Carry an object's box to the other views through depth; views that have a box of their own keep it")
        .text("--rollout", "rollout", "Rollout", true)
        .integer("--object", "object", "Its number");
    Builder(cli, "supervise", "Build question/answer records", c, "supervise")
        .path("--project", "project", "Project folder", true)
        .text("--mode", "mode", "verified (default) or reference")
        .text("--tasks", "tasks", "For example A1,A2,D1; all by default")
        .integer("--seed", "seed", "Seed")
        .text("--pairing", "pairing", "ends (default): first and last view; spread: the first and up to three later ones")
        .text("--variants", "variants", "plain (default), or all: letters, sentences and counted steps too")
        .text("--rollout", "rollout", "Only this rollout")
        .text("--split", "split", "Only rollouts of this split")
        .path("--templates", "templates", "Folder of question templates, in place of the program's for their tasks")
        .flag("--keep-rejected", "keep_rejected", "Ask about frames too that the project's quality limits reject");
    Builder(cli, "audit", "Check records for shortcuts, leaks and wrong labels before training", c, "audit")
        .path("--project", "project", "Project folder", true)
        .text("--mode", "mode", "Only records of this mode: verified, reference or imported")
        .text("--tasks", "tasks", "Only these tasks")
        .text("--split", "split", "Only this split")
        .path("--html", "html", "Write the report as one page");
    auto& templates = group(cli, "templates", "Wordings of the questions, as files");
    Builder(templates, "lint", "Check a folder of templates: placeholders, image marks, words that give the answer away", c, "templates.lint")
        .path("folder", "folder", "Folder with *.yaml", true);
    Builder(templates, "write", "Write the program's templates as files to start from", c, "templates.write")
        .path("--out", "out", "Folder", true)
        .text("--mode", "mode", "verified (default) or reference");
    Builder(templates, "import", "Turn a template file of the reference into a folder of ours", c, "templates.import")
        .path("--file", "file", "JSON objects with task_type and messages, one after the other", true)
        .path("--out", "out", "Folder", true);
    Builder(templates, "preview", "Show questions that templates give on the views of a project; saves nothing", c, "templates.preview")
        .path("--project", "project", "Project folder", true)
        .path("--folder", "folder", "Folder of templates; the program's own by default")
        .text("--mode", "mode", "verified (default) or reference")
        .text("--tasks", "tasks", "Only these tasks")
        .integer("--count", "count", "Questions of each task (3)")
        .integer("--seed", "seed", "Seed (1)");
    auto& records = group(cli, "records", "Records one by one, saved views, reviews");
    const auto filtered = [](Builder builder) {
        return builder.path("--project", "project", "Project folder", true)
            .text("--view", "view", "A saved view, narrowed by what follows")
            .text("--tasks", "tasks", "Only these tasks")
            .text("--state", "state", "Only records in this state")
            .text("--split", "split", "Only this split")
            .text("--scene", "scene", "Only this scene")
            .text("--text", "text", "Only records with these words or \"phrases\" in question or answer")
            .number("--difficulty-from", "difficulty_from", "Least difficulty, 0 to 1")
            .number("--difficulty-to", "difficulty_to", "Greatest difficulty, 0 to 1");
    };
    filtered(Builder(records, "list", "List records", c, "records.list"))
        .text("--order", "order", "creation (default), difficulty or relevance")
        .integer("--offset", "offset", "How many to pass over (0)")
        .integer("--limit", "limit", "How many at most (50)");
    filtered(Builder(records, "views", "List the saved views, save one or remove one", c, "records.views"))
        .text("--save", "save", "Keep the filter under this name")
        .text("--order", "order", "Its order: creation (default), difficulty or relevance")
        .text("--remove", "remove", "Name of a view to remove");
    Builder(records, "similar", "Find records with near pictures or near words; says whether they give the same answer", c, "records.similar")
        .path("--project", "project", "Project folder", true)
        .text("record", "record", "Record", true)
        .text("--by", "by", "both (default), pictures or text")
        .integer("--limit", "limit", "How many at most (100)")
        .number("--min-picture", "min_picture", "Least likeness of the pictures, 0 to 1 (0.75)")
        .number("--min-text", "min_text", "Least share of common words, 0 to 1 (0.8)");
    filtered(Builder(records, "state", "Judge all records of a filter as one undo step", c, "records.state"))
        .text("--to", "to", "pending, accepted, rejected or second_look", true)
        .text("--reason", "reason", "Why");
    Builder(records, "verdicts", "Write the verdicts on the records, for merge-review elsewhere", c, "records.verdicts")
        .path("--project", "project", "Project folder", true)
        .path("--out", "out", "File for JSON lines of id, task, state, reason", true);
    Builder(records, "merge-review", "Merge a second reviewer's verdicts: Cohen's kappa, conflicts to second look, one undo step", c,
            "records.merge_review")
        .path("--project", "project", "Project folder", true)
        .path("--file", "file", "JSON lines with id and state", true)
        .text("--reviewer", "reviewer", "How reasons name the second reviewer; the file's name by default")
        .flag("--keep-pending", "keep_pending", "Leave records pending that only the second reviewer judged")
        .flag("--measure-only", "measure_only", "Say how far the two agree and change nothing");
    auto& dataset = group(cli, "dataset", "Records in and out");
    Builder(dataset, "import", "Import records", c, "dataset.import")
        .path("--project", "project", "Project folder", true)
        .path("--file", "file", "JSON lines or a JSON array", true)
        .text("--format", "format", "messages, sharegpt, easyr1, preference or rows, instead of what the file shows")
        .text("--split", "split", "Split of records that do not say: train or heldout")
        .text("--state", "state", "State of records that do not say: pending, accepted, rejected or second_look")
        .text("--task", "task", "Task of records that do not say");
    Builder(dataset, "freeze", "Freeze a version of the records, which later edits do not reach", c, "dataset.freeze")
        .path("--project", "project", "Project folder", true)
        .text("--name", "name", "Name of the version", true)
        .text("--state", "state", "Only records in this state")
        .text("--split", "split", "Only this split")
        .text("--tasks", "tasks", "Only these tasks");
    Builder(dataset, "versions", "List frozen versions", c, "dataset.versions").path("--project", "project", "Project folder", true);
    Builder(dataset, "diff", "Compare two frozen versions", c, "dataset.diff")
        .path("--project", "project", "Project folder", true)
        .text("--from", "from", "Name of the older one", true)
        .text("--to", "to", "Name of the newer one", true);
    Builder(dataset, "export", "Export records", c, "dataset.export")
        .path("--project", "project", "Project folder", true)
        .path("--out", "out", "Folder", true)
        .text("--format", "format", "messages (the default), sharegpt, easyr1, preference or rows")
        .text("--version", "version", "The records of this frozen version")
        .flag("--absolute", "absolute_paths", "Name the images by their absolute paths")
        .text("--state", "state", "Only records in this state")
        .text("--split", "split", "Only this split")
        .text("--tasks", "tasks", "Only these tasks");
    Builder(dataset, "balance", "Count the kinds of answers of each task, and what is missing to the project's targets", c, "dataset.balance")
        .path("--project", "project", "Project folder", true)
        .assignments("--set", "set", "Set targets, for example A1=200 A4/yes=100; 0 removes one");
    Builder(dataset, "stats", "Count records", c, "dataset.stats").path("--project", "project", "Project folder", true);
    const auto recipe = [](Builder builder, bool localBase) {
        return builder.path("--project", "project", "Project folder")
            .text("--recipe", "recipe", "Recipe file or the name of a shipped one")
            .text("--base", "base", "Checkpoint to start from, instead of the recipe's", false, localBase)
            .number("--minutes", "minutes", "Override the recipe's training time")
            .integer("--seed", "seed", "Override the recipe's seed")
            .assignments("--set", "set", "Override fields of the recipe, for example optimizer.batch=8");
    };
    Builder train = recipe(Builder(cli, "train", "Post-train a VLM on the project's records", c, "train"), true);
    train.flag("--detach", "detach", "Start it as a process of its own and return")
        .instead("--check", "train.check", "Instead: say what would happen: records, tokens, memory, disk, time, reward")
        .insteadWith("--diff", "run", "train.diff", "Instead: say in what the recipe differs from that of a run (its id)")
        .text("--other", "other", "With --diff: another run instead of the recipe");
    recipe(Builder(train.command(), "export", "Write dataset, command and configuration for ms-swift (supervised) or EasyR1 (reinforcement)", c, "train.export"), false)
        .text("--for", "for", "ms-swift or easyr1", true)
        .path("--out", "out", "New folder; the window follows what the trainer logs there", true)
        .integer("--gpus", "gpus", "GPUs of the machine (ms-swift: 8, easyr1: 4)")
        .integer("--per-task", "per_task", "Records of a task and split, at most (all)");
    Builder(cli, "pretrain", "Teach a small model to see: a base for later training", c, "pretrain")
        .path("--out", "out", "Folder for rooms, run and model; the same call goes on where it was interrupted", true)
        .text("--recipe", "recipe", "Recipe file or the name of a shipped one (w2v-tiny-pretrain)")
        .integer("--rooms", "rooms", "Generated rooms to learn from (600)")
        .integer("--walks", "walks", "Pairs of views of each (40)")
        .integer("--heldout", "heldout", "Rooms to measure with (60)")
        .number("--minutes", "minutes", "Override the recipe's training time")
        .integer("--seed", "seed", "Override the recipe's seed")
        .assignments("--set", "set", "Override fields of the recipe, for example model.image_size=84")
        .text("--dtype", "dtype", "Of the model written: float16 (default), bfloat16 or float32");
    auto& experiment = group(cli, "experiment", "Experiments that put the claim to the test");
    Builder(experiment, "headline", "What training on imagined views is worth, as a table with intervals", c, "experiment.headline")
        .path("--out", "out", "Folder for data, runs, predictions and table; the same call goes on where it was interrupted", true)
        .number("--minutes", "minutes", "Time for all of it on two cores (170)")
        .number("--view-minutes", "view_minutes", "Of them for imagining views, at most (a seventh)")
        .integer("--seeds", "seeds", "Seeds of training (3)")
        .integer("--seed", "seed", "Seed of the data and first seed of training (1)")
        .text("--base", "base", "Checkpoint folder to start from (w2v-tiny: the shipped one)")
        .integer("--rooms", "rooms", "Rooms whose views are imagined, at most (400)")
        .integer("--grpo-rooms", "grpo_rooms", "Further ones for GRPO alone (200)")
        .integer("--heldout", "heldout", "Rooms whose exact views are asked about (60)")
        .integer("--walks", "walks", "Pairs of views of a room (25)")
        .integer("--limit", "limit", "Questions of a task (250)")
        .integer("--sft-steps", "sft_steps", "Steps of each supervised run, whatever time they take: the result no longer depends on the machine's load")
        .integer("--grpo-steps", "grpo_steps", "Steps of each GRPO run, likewise")
        .integer("--imagining-seeds", "imagining_seeds", "Seeds whose base is also asked with imagination at test time, which takes as long as training it (all); "
                 "the rows can be added by a later call");
    auto& runs = group(cli, "runs", "Training runs");
    Builder(runs, "list", "List runs", c, "runs.list").path("--project", "project", "Project folder", true);
    Builder(runs, "show", "Show a run", c, "runs.show")
        .path("--project", "project", "Project folder", true)
        .text("run", "run", "Run id", true);
    Builder(runs, "resume", "Go on with a run that was stopped, killed or failed, from its newest checkpoint", c, "runs.resume")
        .path("--project", "project", "Project folder", true)
        .text("run", "run", "Run id", true)
        .flag("--detach", "detach", "Start it as a process of its own and return");
    Builder(runs, "follow", "Follow logs of other training programs (ms-swift, LLaMA-Factory, EasyR1, TensorBoard) as runs of the project", c, "runs.follow")
        .path("path", "path", "Log file, or the folder of one or many runs", true)
        .path("--project", "project", "Project folder", true)
        .flag("--once", "once", "Take what is there and end; otherwise until the log ends or Ctrl+C");
    Builder(runs, "delete", "Put a run into the bin", c, "runs.delete")
        .path("--project", "project", "Project folder", true)
        .text("run", "run", "Run id")
        .flag("--empty-bin", "empty_bin", "Instead: remove for good what is in the bin");
    Builder(runs, "restore", "Take a run out of the bin; without an id, list the bin", c, "runs.restore")
        .path("--project", "project", "Project folder", true)
        .text("run", "run", "Run id");
    Builder(runs, "stop", "Ask a run to save and stop", c, "runs.stop")
        .path("--project", "project", "Project folder", true)
        .text("run", "run", "Run id", true);
    auto& queue = group(cli, "queue", "This machine's queue of training runs");
    Builder(queue, "add", "Put a run into the queue: a new one of a recipe, one that goes on, or any other operation", c, "queue.add")
        .path("--project", "project", "Project folder")
        .text("--recipe", "recipe", "Recipe file or the name of a shipped one")
        .text("--run", "run", "Instead: id of a run that was stopped, killed or failed")
        .path("--base", "base", "Checkpoint to start from, instead of the recipe's")
        .number("--minutes", "minutes", "Override the recipe's training time")
        .integer("--seed", "seed", "Override the recipe's seed")
        .text("--op", "op", "Instead: an operation, for example bench.answer")
        .object("--params", "params", "With --op: its parameters, a JSON object")
        .text("--name", "name", "What the entry is called")
        .texts("--after", "after", "Entries that must finish first, for example q3")
        .integer("--retries", "retries", "Begin it again this often when its process dies without a word (0)")
        .integer("--priority", "priority", "Higher ones go first (0)");
    Builder(queue, "list", "List it", c, "queue.list");
    const auto change = [&](const char* name, const char* help) {
        return Builder(queue, name, help, c, "queue.change").text("entry", "entry", "Entry, for example q3", true);
    };
    change("move", "Move a waiting entry").integer("--by", "move", "Places: 1 one back, -1 one ahead");
    change("priority", "Set an entry's priority").integer("priority", "priority", "Higher ones go first");
    change("pause", "Hold an entry back; a running one saves and stops").constant("pause", true);
    change("resume", "Let a paused entry go on").constant("resume", true);
    change("retry", "Try a failed or cancelled entry again; it goes on where it was").constant("retry", true);
    change("cancel", "Take an entry out; a running one saves and stops").constant("cancel", true).flag("--hard", "hard", "Kill its process group at once");
    Builder(queue, "slots", "Set how many run at once", c, "queue.change").integer("slots", "slots", "1 to 64");
    Builder(queue, "clear", "Forget ended entries", c, "queue.change").constant("clear", true);
    auto& chain = group(cli, "chain", "Supervised training, merging, reinforcement and benchmarks that follow from each other");
    Builder(chain, "add", "Plan a chain and put its stages into this machine's queue", c, "chain.add")
        .path("--project", "project", "Project folder", true)
        .text("--name", "name", "What it is called (the first recipe's name)")
        .text("--sft", "sft", "Recipe of the supervised stage: file or name of a shipped one (w2v-tiny-sft)")
        .text("--grpo", "grpo", "Recipe of the reinforcement stage (w2v-tiny-grpo)")
        .path("--base", "base", "Checkpoint that the first stage starts from, instead of the recipe's")
        .number("--sft-minutes", "sft_minutes", "Override the training time of the supervised stage")
        .number("--grpo-minutes", "grpo_minutes", "Override the training time of the reinforcement stage")
        .assignments("--sft-set", "sft_set", "Override fields of the supervised recipe, for example optimizer.batch=8")
        .assignments("--grpo-set", "grpo_set", "Override fields of the reinforcement recipe")
        .integer("--seed", "seed", "Override the seed of both recipes")
        .flag("--no-grpo", "no_grpo", "Leave reinforcement out")
        .texts("--benchmark", "benchmarks", "Of every checkpoint: a split of the project, or a JSON object of the parameters of bench.answer (heldout)")
        .integer("--limit", "limit", "Questions of a task, of benchmarks on the project's records")
        .flag("--last-only", "last_only", "Benchmark the last checkpoint of each stage only")
        .flag("--no-bench", "no_bench", "Leave the benchmarks out")
        .integer("--retries", "retries", "Begin a stage again this often when its process dies without a word (2)")
        .integer("--priority", "priority", "Higher ones go first (0)");
    Builder(chain, "list", "List the chains of a project", c, "chain.list").path("--project", "project", "Project folder", true);
    const auto ofChain = [&](const char* name, const char* help, const char* operation) {
        return Builder(chain, name, help, c, operation)
            .path("--project", "project", "Project folder", true)
            .text("chain", "chain", "Chain id (the newest)");
    };
    ofChain("status", "Show how the stages of a chain stand", "chain.status");
    ofChain("retry", "Put what is left into the queue again: a failed stage goes on where it was, those after it follow", "chain.retry")
        .integer("--retries", "retries", "Begin a stage again this often when its process dies without a word (2)");
    ofChain("cancel", "Take its stages out of the queue; a running one saves and stops", "chain.cancel").flag("--hard", "hard", "Kill its process group at once");
    auto& slurm = group(cli, "slurm", "Runs on a cluster");
    const auto batch = [&](const char* name, const char* help, const char* operation) {
        return Builder(slurm, name, help, c, operation)
            .path("--project", "project", "Project folder", true)
            .object("--slurm", "slurm", R"(JSON object: partition, account, qos, time_limit, cpus, memory, gpus, warning (seconds), requeue, options, setup)");
    };
    for (const char* name : {"preview", "submit"})
        batch(name, name == std::string("submit") ? "Submit a run" : "Show the batch script", name == std::string("submit") ? "slurm.submit" : "slurm.preview")
            .text("--recipe", "recipe", "Recipe file or the name of a shipped one")
            .text("--run", "run", "Instead: id of a run that goes on")
            .path("--base", "base", "Checkpoint to start from, instead of the recipe's")
            .text("--dependency", "dependency", "For example afterok:12");
    batch("jobs", "States of the project's jobs", "slurm.jobs").flag("--wait", "wait", "Until all have ended");
    batch("cancel", "Cancel a run's job; a running one saves and stops", "slurm.cancel")
        .text("run", "run", "Run id", true)
        .flag("--hard", "hard", "End it at once");
    batch("array", "Benchmarks as the tasks of a job array", "slurm.array")
        .text("run", "run", "Run whose checkpoints are asked, each in a task")
        .objects("--params", "params", "Parameters of bench.answer as a JSON object, for example {\"imagine\": {\"depth\": 3}}; given twice: each in a task (of each checkpoint)")
        .text("--benchmark", "benchmark", "Split whose records are asked (heldout)")
        .text("--dependency", "dependency", "For example afterok:12");
    Builder(slurm, "arrays", "How the tasks of the project's job arrays stand", c, "slurm.arrays").path("--project", "project", "Project folder", true);
    auto& bench = group(cli, "bench", "Benchmarks");
    Builder(bench, "run", "Benchmark a model", c, "bench.run")
        .path("--project", "project", "Project folder", true)
        .model()
        .text("--benchmark", "benchmark", "heldout")
        .integer("--limit", "limit", "Questions of a task, at most (all)");
    const auto outside = [&](const char* name, const char* help, const char* operation) {
        return Builder(bench, name, help, c, operation)
            .text("--benchmark", "benchmark", "sat, vsibench, mindcube, or project: records of a project", true)
            .path("--questions", "questions", "Question file in the benchmark's own layout")
            .path("--media", "media", "Folder of its pictures or videos (the question file's)")
            .path("--project", "project", "project: the project folder")
            .text("--split", "split", "project: records of this split (heldout)")
            .text("--version", "version", "project: the records of a frozen version instead")
            .text("--opened", "opened", "project: a benchmark of others, by its name in the project (bench open)")
            .integer("--limit", "limit", "At most this many of each task or type, the same for every model")
            .flag("--circular", "circular", "Ask every question with choices twice, the second time in reverse order");
    };
    Builder(bench, "find", "Find the question files of SAT, VSI-Bench or MindCube in a folder", c, "bench.find")
        .path("--path", "path", "Folder, or question file", true);
    Builder(bench, "open", "Open a benchmark of others in a project: its questions and answers are shown in the window", c, "bench.open")
        .path("--project", "project", "Project folder", true)
        .text("--benchmark", "benchmark", "sat, vsibench or mindcube", true)
        .path("--questions", "questions", "Question file in the benchmark's own layout", true)
        .path("--media", "media", "Folder of its pictures or videos (the question file's)")
        .text("--name", "name", "What it is called in the project (the benchmark's name)")
        .integer("--frames", "frames", "Frames sampled from a video (16)")
        .integer("--square", "square", "Cut pictures to their middle square of this side; 0: as they are (SAT: 512, else 0)");
    Builder(bench, "close", "Close a benchmark of others; its answers are kept", c, "bench.close")
        .path("--project", "project", "Project folder", true)
        .text("--name", "name", "Its name in the project", true);
    outside("questions", "Say what of a benchmark is there", "bench.questions").integer("--list", "list", "Missing files and problems that are listed, at most (200)");
    outside("answer", "Ask a model the questions of a benchmark; an interrupted run goes on where it was", "bench.answer")
        .model(false)
        .text("--server", "server", "Instead of a model: address of a server of the chat completions interface; its key in W2V_API_KEY or the keychain")
        .text("--server-model", "server_model", "Name that the server knows the model by")
        .text("--baseline", "baseline", "Instead of a model: majority; of a project also no_image and text")
        .text("--name", "name", "What the answers are called in the project (the model's name)")
        .path("--out", "out", "Predictions: JSON lines with prompt, frames, reply and decisions; beside it <out>.run.json (in the project)")
        .text("--ablation", "ablation", "Change the images: no-images, swapped (another question's) or mirrored: does the model look at all?")
        .settings("--imagine", "imagine", "Imagine views first: depth=3,beam=2,views=2,world-model=geometric,moves=...,score=likelihood|number")
        .path("--depth-model", "depth_model", "Imagination: ONNX file that finds the depth of a benchmark's pictures")
        .text("--depth-meaning", "depth_meaning", "Imagination: what the depth model gives: inverse, depth or metres (inverse)")
        .text("--depth-size", "depth_size", "Imagination: size of the depth model's input (384x384)")
        .svc()
        .outsideModels("--process-silence")
        .flag("--letters", "letters", "SAT: choices as letters")
        .integer("--choice-seed", "choice_seed", "Seed of the order of choices (SAT: 1; else as in the file)")
        .flag("--likelihood", "likelihood", "Answer questions with choices by the likeliest of them")
        .integer("--frames", "frames", "Frames sampled from a video (16)")
        .integer("--square", "square", "Cut pictures to their middle square of this side; 0: as they are (SAT: 512, else 0)")
        .integer("--max-tokens", "max_tokens", "Longest reply in tokens (64)")
        .integer("--batch", "batch", "Model: questions answered at once (8)")
        .integer("--concurrency", "concurrency", "Server: requests under way (8)")
        .integer("--attempts", "attempts", "Server: attempts of a question (8)")
        .number("--silence", "silence", "Server: seconds without a byte until a request counts as lost (300)")
        .integer("--seed", "seed", "Server: seed sent with every request")
        .flag("--own-temperature", "own_temperature", "Server: send no temperature (0)")
        .flag("--no-stream", "no_stream", "Server: ask for whole replies")
        .flag("--max-completion-tokens", "max_completion_tokens", "Server: send the limit under this newer name")
        .number("--requests-per-minute", "requests_per_minute", "Server: limit")
        .number("--tokens-per-minute", "tokens_per_minute", "Server: limit")
        .number("--prompt-price", "prompt_price", "Server: price of a million prompt tokens")
        .number("--new-price", "new_price", "Server: price of a million answer tokens")
        .paths("--reuse", "reuse", "Earlier predictions whose replies to the same content are taken");
    Builder(bench, "import", "Put another program's answers to a project's records beside the others", c, "bench.import")
        .path("--project", "project", "Project folder", true)
        .text("--benchmark", "benchmark", "Split of the records, or the name of an opened benchmark (heldout)")
        .path("--predictions", "predictions", "JSON lines, lmms-eval samples or VLMEvalKit's tables (.xlsx, .tsv, .json); joined by id, content or question", true)
        .text("--name", "name", "What the model is called", true);
    Builder(bench, "report", "Write the comparison of all models as HTML, with the predictions as CSV", c, "bench.report")
        .path("--project", "project", "Project folder", true)
        .text("--benchmark", "benchmark", "Whose answers (heldout)")
        .text("--title", "title", "Title (the project's name)")
        .path("--out", "out", "HTML file; the predictions go to <name>.predictions.csv beside it", true);
    Builder(bench, "votes", "Count blind votes; export them as preference data", c, "bench.votes")
        .path("--project", "project", "Project folder", true)
        .text("--benchmark", "benchmark", "Whose votes (heldout)")
        .path("--out", "out", "Preference data: JSON lines with messages, rejected_response and images");
    Builder(bench, "tree", "Show what was imagined before a question was answered", c, "bench.tree")
        .path("--predictions", "predictions", "Predictions of an imagining model", true)
        .text("--id", "id", "Id of the question", true);
    outside("score", "Score replies to a benchmark by every rule, side by side", "bench.score")
        .path("--predictions", "predictions", "Replies: JSON lines with an id and a prediction each", true);
    addServerCommands(group(cli, "server", "Servers of the chat completions interface (vLLM, llama.cpp, hosted ones)"), c);
    auto& vlm = group(cli, "vlm", "Vision-language models");
    Builder(vlm, "answer", "Ask a model about images", c, "vlm.answer")
        .model(false)
        .text("--server", "server", "Instead of a model: address of a server of the chat completions interface; its key in W2V_API_KEY or the keychain")
        .text("--server-model", "server_model", "Name that the server knows the model by")
        .flag("--own-temperature", "own_temperature", "Server: send no temperature")
        .flag("--no-stream", "no_stream", "Server: ask for the whole reply")
        .flag("--max-completion-tokens", "max_completion_tokens", "Server: send the limit under this newer name")
        .paths("--image", "images", "Image; give it twice for two views")
        .text("--prompt", "prompt", "Question")
        .turns("--message", "messages", "A turn instead of a prompt: {\"role\": \"user\", \"text\": ..., \"images\": [...]}; give it once a turn")
        .path("--project", "project", "Project of images named blob:...")
        .text("--system", "system", "System turn (the model's own)")
        .integer("--max-tokens", "max_tokens", "Longest answer in tokens (64)")
        .number("--temperature", "temperature", "0 = the likeliest token, always (0)")
        .number("--top-p", "top_p", "Draw from the likeliest tokens of this probability together (1)")
        .integer("--top-k", "top_k", "Draw from this many of the likeliest tokens; 0 = all (0)")
        .number("--repetition-penalty", "repetition_penalty", "Above 1 makes what was said less likely (the model's)")
        .texts("--stop", "stop", "End the answer before this text; may be given several times")
        .integer("--seed", "seed", "Seed (1)")
        .integer("--n", "n", "Answers from one reading of the prompt (1)");
    Builder(vlm, "choose", "Say which of several answers a model finds likeliest", c, "vlm.choose")
        .model()
        .paths("--image", "images", "Image; give it twice for two views")
        .text("--prompt", "prompt", "Question")
        .texts("--choice", "choices", "An answer; give it once for each")
        .turns("--message", "messages", "A turn instead of a prompt: {\"role\": \"user\", \"text\": ..., \"images\": [...]}; give it once a turn")
        .path("--project", "project", "Project of images named blob:...")
        .text("--system", "system", "System turn (the model's own)");
    Builder(vlm, "view", "Show images as a model sees them: size, patches, tokens", c, "vlm.view")
        .path("--model", "model", "Model folder, or w2v-tiny, qwen2.5-vl or qwen2-vl", true)
        .paths("--image", "images", "Image; give it twice for two views")
        .text("--record", "record", "Instead: a record of the project, with its tokens and boxes")
        .path("--project", "project", "Project of the record, or of images named blob:...")
        .path("--out", "out", "Folder for the resized images");
    Builder(vlm, "info", "Say what a model is and costs, without loading it", c, "vlm.info")
        .model()
        .integer("--batch", "batch", "Rows answered at once (1)")
        .integer("--length", "length", "Tokens a row: prompt, images and answer (1024)")
        .texts("--image", "image_sizes", "Size WxH of an image of every row; may be repeated");
    Builder(vlm, "merge", "Add a LoRA adapter to a model's weights", c, "vlm.merge")
        .path("--model", "model", "Model folder", true)
        .path("--adapter", "adapter", "Adapter folder", true)
        .path("--out", "out", "Folder of the new model", true);
}

} // namespace w2v
