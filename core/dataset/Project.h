#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/dataset/ImageRef.h"
#include "core/dataset/RecordStream.h"
#include "core/geometry/Camera.h"
#include "core/image/Raster.h"
#include "core/scene/calibration/Calibration.h"
#include "core/supervision/QaRecord.h"
#include "core/worldmodel/Rollout.h"

namespace w2v {

struct StoredObservation {
    std::string id, name, kind, path;
    std::string thumbnail;                   ///< image reference, may be empty
    nlohmann::ordered_json description;      ///< what describeObservation() gave
    Calibration calibration = {};            ///< how its picture is to be shown; `depthFile` is filled in when it is read
};

struct StoredTrajectory {
    std::string id, observation, name;
    int frame = 0;                           ///< of the observation
    std::string actionsText;                 ///< as the user wrote it
    std::optional<Rigid3d> worldFromStart;   ///< overrides the observation frame's pose (mesh scenes: where the user stands)
};

/// An answer of a model to a record, kept for side-by-side comparison.
struct StoredAnswer {
    std::string record, model, benchmark;
    std::string rawText;
    double score = 0;                        ///< 1 right, 0 wrong by the task's rule
    double directionScore = -1;              ///< A1/A2: 1 or 0; -1 where it does not apply
    nlohmann::ordered_json detail;
};

struct RecordFilter {
    std::vector<Task> tasks = {};            ///< empty = all
    std::string state = {}, split = {}, scene = {}, rollout = {}; ///< empty = any
    /// Full text over question and answer: records with all words and "phrases in quotes". The last word also matches as the
    /// beginning of a longer one, unless a blank follows it.
    std::string text = {};
    std::optional<double> minDifficulty = {}, maxDifficulty = {}; ///< of facts["difficulty"], 0..1; both included
    std::optional<bool> stale = {};          ///< made from a rollout that is no longer there
};

/// What a list shows of a record.
struct RecordRow {
    std::int64_t number = 0;                 ///< of the record: grows with each that is added, never used twice
    std::string id;
    Task task = Task::A1;
    std::string mode, scene, split, state, reason, question, answer;
    double difficulty = -1;                  ///< facts["difficulty"], -1 where it is not told
};

enum class RecordOrder {
    Creation,
    Difficulty,                              ///< easiest first, then as created; what is not told comes before all
    Relevance,                               ///< best match of the filter's text first; Creation without a text
};

/// A page of a list. The quick way on is `after`, the last row of the page before (not for Relevance); `offset` counts from there.
struct RecordPage {
    RecordOrder order = RecordOrder::Creation;
    std::int64_t offset = 0, limit = 50;
    const RecordRow* after = nullptr;
};

struct UndoEntry {
    std::int64_t id = 0;
    std::string title, time;                 ///< what was done; ISO 8601 UTC
    bool undone = false;
};

/// A project folder `<name>.w2v`: project.sqlite (WAL), blobs/, runs/. Every mutation below runs in one transaction, is on
/// disk when the call returns (synchronous=FULL), and is one named undo step unless it says otherwise. Several processes may
/// have the project open; a busy database is retried for 10 s. Not thread safe: one Project per thread.
/// Ids ("o1" observation, "t1" trajectory, "r1" rollout, "q1" record) are assigned when empty and never used twice; an id that
/// is taken is an Error. "" where an id of another table is stored means none; an unknown observation id is an Error.
class Project {
public:
    /// Makes the folder (its parent must be writable) and an empty project in it. Throws Error when one is there already.
    static Project create(const std::filesystem::path& folder);
    /// Throws Error for a folder that is no project, a damaged or newer database, or missing permissions.
    static Project open(const std::filesystem::path& folder);
    static bool isProject(const std::filesystem::path& folder);  ///< has a project.sqlite; never throws
    ~Project();
    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;

    const std::filesystem::path& folder() const;
    std::filesystem::path runsFolder() const;

    /// Changes whenever this object or another connection (any process) wrote; cheap (one pragma), for polling.
    std::int64_t dataVersion() const;

    // Blobs: content addressed, written before the row that names them.
    std::string putBlob(std::string_view bytes);                 ///< returns the digest
    std::filesystem::path blobPath(const std::string& digest) const;
    std::string putImage(const ColorImage& image);               ///< PNG; returns the reference text
    ColorImage loadImage(const std::string& reference) const;
    DepthMap loadDepth(const std::string& reference) const;      ///< empty when there is none
    Mask loadObserved(const std::string& reference) const;       ///< empty when there is none

    // Observations and trajectories
    std::string addObservation(const StoredObservation& observation); ///< id is assigned when empty
    std::vector<StoredObservation> observations() const;
    std::optional<StoredObservation> observation(const std::string& id) const;
    void removeObservation(const std::string& id);               ///< and its trajectories; its rollouts stay, without it
    /// Keeps the marks, with the thumbnail and description that follow from them.
    void calibrateObservation(const StoredObservation& observation);
    /// Inserts when id is empty, else replaces (a trajectory stays with its observation). Returns the id.
    std::string saveTrajectory(const StoredTrajectory& trajectory, const std::string& undoTitle);
    std::vector<StoredTrajectory> trajectories(const std::string& observation = {}) const;
    void removeTrajectory(const std::string& id);

    // Rollouts
    std::string addRollout(const RolloutRecord& rollout);        ///< id is assigned when empty
    void addRollouts(std::span<RolloutRecord> rollouts);         ///< assigns ids; one transaction, not an undo step
    /// The newest rollout of the scene whose provenance has this "request" (core/worldmodel/RequestKey.h).
    std::optional<std::string> rolloutOfRequest(const std::string& scene, const std::string& request) const;
    std::vector<std::string> rolloutIds(const std::string& observation = {}) const; ///< newest first
    RolloutRecord rollout(const std::string& id) const;
    void forEachRollout(const std::function<void(const RolloutRecord&)>& visit) const;
    void removeRollout(const std::string& id);                   ///< records made from it become stale: facts["stale"] = true
    std::int64_t countRollouts() const;
    std::vector<std::string> scenes(const std::string& split = {}) const; ///< of the records, sorted

    // Records
    void addRecords(std::span<QaRecord> records, const std::string& undoTitle, bool undoable = true); ///< assigns ids
    std::int64_t countRecords(const RecordFilter& filter = {}) const;
    std::vector<QaRecord> records(const RecordFilter& filter, std::int64_t offset, std::int64_t limit) const; ///< by rowid
    /// Adds all that the stream hands out as one transaction and one undo step; how many there were. The stream's thread may use
    /// putBlob() of this project meanwhile, nothing else.
    std::int64_t addRecords(const RecordStream& stream, const std::string& undoTitle);
    /// Those that fit when it is called, by rowid; ones that `visit` (or anybody) removes meanwhile are left out.
    void forEachRecord(const RecordFilter& filter, const std::function<void(const QaRecord&)>& visit) const;
    std::vector<RecordRow> recordRows(const RecordFilter& filter, const RecordPage& page) const;
    /// The rows of these records in the order given, without those that are gone.
    std::vector<RecordRow> recordRows(std::span<const std::int64_t> numbers) const;
    /// All of them (or the first `limit`) in order, for a list that is scrolled: 8 bytes a record.
    std::vector<std::int64_t> recordNumbers(const RecordFilter& filter, RecordOrder order = RecordOrder::Creation,
                                            std::int64_t limit = -1) const;
    /// Makes a recordNumbers() or countRecords() that runs in another thread end soon with an Error.
    void interrupt() const;
    std::vector<std::string> recordIds(const RecordFilter& filter) const;
    QaRecord record(const std::string& id) const;
    std::optional<QaRecord> record(std::int64_t number) const;
    std::optional<std::int64_t> recordNumber(const std::string& id) const;
    std::int64_t lastRecordNumber() const;                       ///< the highest ever given; 0 in a new project
    void setRecordState(std::span<const std::string> ids, const std::string& state, const std::string& reason);
    /// The same for many at once; those that are gone are left out.
    void setRecordState(std::span<const std::int64_t> numbers, const std::string& state, const std::string& reason);
    void editRecord(const std::string& id, const std::string& question, const std::string& answer);
    void removeRecords(const RecordFilter& filter, const std::string& undoTitle);
    std::vector<QaRecord> recordsForScenes(std::span<const std::string> scenes, const RecordFilter& filter = {}) const;
    /// {"records": n, "stale": n, "scenes": n, "rollouts": n, "observations": n, "answers": n,
    ///  "by_task": {"A1": n}, "by_state": {"pending": n}, "by_split": {"train": n},
    ///  "groups": [{"task", "state", "split", "count"}]}
    nlohmann::ordered_json statistics() const;

    // Answers
    /// Replaces those of the same record, model, benchmark. Not undoable. Answers to a removed record are hidden until the
    /// record comes back.
    void putAnswers(std::span<const StoredAnswer> answers);
    std::vector<StoredAnswer> answers(const std::string& benchmark, const std::string& model = {}) const; ///< record order
    std::vector<StoredAnswer> answersToRecord(const std::string& record) const;
    std::vector<std::string> benchmarks() const;
    std::vector<std::string> answeredModels(const std::string& benchmark) const;

    // Small named values (window layout, last selection, demo progress). Not undoable.
    std::optional<std::string> value(const std::string& key) const;
    void setValue(const std::string& key, const std::string& value);

    // Undo across restarts: unlimited, shared by all processes. A new edit drops what was undone.
    std::vector<UndoEntry> history(int limit = 100) const;       ///< newest first
    std::optional<std::string> undo();                           ///< title of what was undone; none when there is nothing
    std::optional<std::string> redo();
    /// Rows that undo (or redo) would put back, counted up to `most`.
    std::int64_t rowsOfNextStep(bool undo, std::int64_t most) const;
    /// Runs several mutations as one transaction and one undo step. An exception from `edits` takes all of them back.
    void group(const std::string& undoTitle, const std::function<void()>& edits);

    /// Runs SQLite's integrity_check; empty when all is well.
    std::string integrityProblems() const;

    struct Impl;

private:
    explicit Project(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace w2v
