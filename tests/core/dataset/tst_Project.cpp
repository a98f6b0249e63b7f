#include <fstream>
#include <set>

#include <QtTest>

#include "core/base/Error.h"
#include "core/dataset/FramePack.h"
#include "tests/core/dataset/SampleProject.h"

using namespace w2v;
using namespace w2v::test;

namespace {

template <class Call>
std::string messageOf(Call&& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

Project newProject(const TemporaryFolder& folder)
{
    return Project::create(folder.path() / "a.w2v");
}

} // namespace

class TestProject : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void createsFoldersOnce()
    {
        TemporaryFolder folder;
        const std::filesystem::path path = folder.path() / "deep" / "a.w2v";
        QVERIFY(!Project::isProject(path));
        {
            Project project = Project::create(path);
            QCOMPARE(project.folder(), path);
            QVERIFY(std::filesystem::is_directory(project.runsFolder()));
        }
        QVERIFY(Project::isProject(path));
        QVERIFY(contains(messageOf([&] { Project::create(path); }), "is a project already"));
        const Project again = Project::open(path);
        QVERIFY(again.integrityProblems().empty());
    }

    void refusesOtherFolders()
    {
        TemporaryFolder folder;
        std::filesystem::create_directories(folder.path() / "photos");
        { std::ofstream(folder.path() / "photos" / "cat.png") << "x"; }
        QVERIFY(contains(messageOf([&] { Project::create(folder.path() / "photos"); }), "is not empty"));
        QVERIFY(contains(messageOf([&] { Project::open(folder.path() / "photos"); }), "is not a project"));
        QVERIFY(contains(messageOf([&] { Project::open(folder.path() / "none"); }), "is not a folder"));
        QVERIFY(!std::filesystem::exists(folder.path() / "photos" / "blobs"));
    }

    void keepsImagesAndPacks()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        ColorImage image(7, 5);
        for (std::size_t i = 0; i < image.bytes(); ++i)
            image.data()[i] = static_cast<std::uint8_t>(i * 7);
        const std::string reference = project.putImage(image);
        QCOMPARE(reference, project.putImage(image));
        QVERIFY(project.loadImage(reference) == image);
        QVERIFY(project.loadDepth(reference).empty());
        QVERIFY(project.loadObserved(reference).empty());

        PackedFrame frame{image, DepthMap(7, 5, 1.25f), Mask(7, 5, 255)};
        const std::vector<PackedFrame> frames{frame, frame};
        const std::string digest = project.putBlob(encodeFramePack(frames));
        QVERIFY(std::filesystem::is_regular_file(project.blobPath(digest)));
        const std::string second = ImageRef{digest, 1}.text();
        QVERIFY(project.loadImage(second) == image);
        QCOMPARE(project.loadDepth(second).at(3, 3), 1.25f);
        QVERIFY(project.loadObserved(second) == frame.observed);
        QVERIFY(contains(messageOf([&] { project.loadImage(ImageRef{digest, 2}.text()); }), "has no frame 2"));
        QVERIFY(contains(messageOf([&] { project.loadImage("blob:" + std::string(64, '0')); }), "is missing"));
        QVERIFY(contains(messageOf([&] { project.loadImage("../../etc/passwd"); }), "is not an image of this project"));
        QVERIFY(contains(messageOf([&] { project.blobPath("../x"); }), "is not an image of this project"));
    }

    void neverRewritesABlobButMendsACutOne()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        const std::string digest = project.putBlob("some bytes");
        const auto path = project.blobPath(digest);
        const auto time = std::filesystem::file_time_type::clock::now() - std::chrono::hours(5);
        std::filesystem::last_write_time(path, time);
        const auto before = std::filesystem::last_write_time(path);
        project.putBlob("some bytes");
        QVERIFY(std::filesystem::last_write_time(path) == before);
        std::filesystem::resize_file(path, 3);
        project.putBlob("some bytes");
        QCOMPARE(std::filesystem::file_size(path), std::uintmax_t(10));
    }

    void keepsObservationsAndTrajectories()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        const std::string id = project.addObservation({"", "Dining room", "posed_capture", "/data/dining", "", {{"frames", 3}}});
        QCOMPARE(id, std::string("o1"));
        QCOMPARE(project.observation(id)->description["frames"].get<int>(), 3);
        QVERIFY(!project.observation("o99"));
        QCOMPARE(project.observations().size(), std::size_t(1));
        QVERIFY(contains(messageOf([&] { project.addObservation({"o1", "x", "", "", "", {}}); }), "is already the id"));

        StoredTrajectory trajectory{"", id, "Around the table", 2, "move forward 0.5 meters", std::nullopt};
        trajectory.worldFromStart = Rigid3d(Eigen::Translation3d(1, -1.5, 2));
        trajectory.worldFromStart->linear() = yawRotation(0.5);
        trajectory.id = project.saveTrajectory(trajectory, "Add a trajectory");
        const StoredTrajectory back = project.trajectories(id).at(0);
        QCOMPARE(back.actionsText, trajectory.actionsText);
        QCOMPARE(back.frame, 2);
        QVERIFY(back.worldFromStart->matrix() == trajectory.worldFromStart->matrix());
        trajectory.name = "Renamed";
        QCOMPARE(project.saveTrajectory(trajectory, "Rename"), trajectory.id);
        QCOMPARE(project.trajectories().size(), std::size_t(1));
        QCOMPARE(project.trajectories().at(0).name, std::string("Renamed"));
        QVERIFY(project.trajectories("o2").empty());
        QVERIFY(contains(messageOf([&] { project.saveTrajectory({"", "o7", "n", 0, "", {}}, "x"); }), "no observation"));
        QVERIFY(contains(messageOf([&] { project.saveTrajectory({"t9", id, "n", 0, "", {}}, "x"); }), "no trajectory"));
        trajectory.worldFromStart->translation().x() = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(contains(messageOf([&] { project.saveTrajectory(trajectory, "x"); }), "not a rigid transform"));
        project.removeTrajectory(trajectory.id);
        QVERIFY(project.trajectories().empty());
        QVERIFY(contains(messageOf([&] { project.removeTrajectory(trajectory.id); }), "no trajectory"));
    }

    void removingAnObservationKeepsItsRollouts()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        const std::string id = project.addObservation({"", "Room", "mesh_scene", "room:1", "", {}});
        const std::string rollout = project.addRollout(sampleRollout(1, id));
        project.saveTrajectory({"", id, "T", 0, "", {}}, "Add");
        project.removeObservation(id);
        QVERIFY(project.observations().empty());
        QVERIFY(project.trajectories().empty());
        QCOMPARE(project.rollout(rollout).observation, std::string());
        project.undo();
        QCOMPARE(project.rollout(rollout).observation, id);
        QCOMPARE(project.trajectories(id).size(), std::size_t(1));
        QVERIFY(contains(messageOf([&] { project.removeObservation("o5"); }), "no observation"));
    }

    void keepsRollouts()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        const std::string observation = project.addObservation({"", "Room", "mesh_scene", "room:1", "", {}});
        std::vector<RolloutRecord> many;
        for (int i = 0; i < 150; ++i)
            many.push_back(sampleRollout(i, i % 2 ? observation : ""));
        project.addRollouts(many);
        QCOMPARE(project.countRollouts(), std::int64_t(150));
        QCOMPARE(many[149].id, std::string("r150"));
        QCOMPARE(project.rolloutIds().front(), std::string("r150"));
        QCOMPARE(project.rolloutIds(observation).size(), std::size_t(75));
        RolloutRecord expected = many[7];
        QCOMPARE(rolloutToJson(project.rollout("r8")).dump(), rolloutToJson(expected).dump());
        int visited = 0;
        project.forEachRollout([&](const RolloutRecord& rollout) {
            QCOMPARE(rollout.scene, many[static_cast<std::size_t>(visited)].scene);
            if (visited++ == 3) { // a visitor may write
                std::vector<QaRecord> records = sampleRecords(1);
                project.addRecords(records, "", false);
            }
        });
        QCOMPARE(visited, 150);
        QVERIFY(contains(messageOf([&] { project.rollout("r999"); }), "no rollout"));
        QVERIFY(contains(messageOf([&] { project.addRollout(sampleRollout(1, "o77")); }), "no observation"));
        QCOMPARE(project.history().size(), std::size_t(1)); // bulk generation is not a step
    }

    void recordsGoStaleWithTheirRollout()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        for (int i = 0; i < 4; ++i)
            project.addRollout(sampleRollout(i));
        std::vector<QaRecord> records = sampleRecords(8);
        project.addRecords(records, "Supervise");
        RecordFilter stale;
        stale.stale = true;
        QCOMPARE(project.countRecords(stale), std::int64_t(0));
        project.removeRollout("r2");
        QCOMPARE(project.recordIds(stale), (std::vector<std::string>{"q2", "q6"}));
        QVERIFY(project.record("q2").facts["stale"].get<bool>());
        project.undo();
        QCOMPARE(project.countRecords(stale), std::int64_t(0));
        QVERIFY(!project.record("q2").facts.contains("stale"));
        project.redo();
        QCOMPARE(project.countRecords(stale), std::int64_t(2));
        stale.stale = false;
        QCOMPARE(project.countRecords(stale), std::int64_t(6));
        std::vector<QaRecord> own = sampleRecords(1);
        own[0].rollout.clear(); // imported: not made from a rollout, so never stale
        project.addRecords(own, "Import");
        QCOMPARE(project.countRecords(stale), std::int64_t(7));
        QCOMPARE(project.statistics()["stale"].get<int>(), 2);
        QVERIFY(contains(messageOf([&] { project.removeRollout("r2"); }), "no rollout"));
    }

    void roundTripsARecord()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        QaRecord record = sampleRecord(3);
        record.question = "<image><image>Quote ' \" \\ \n and 中文";
        record.reason = "too far";
        record.state = "rejected";
        record.mode = "reference";
        record.rollout = project.addRollout(sampleRollout(1));
        project.addRecords({&record, 1}, "Add");
        const QaRecord back = project.record(record.id);
        QCOMPARE(back.question, record.question);
        QCOMPARE(back.images, record.images);
        QCOMPARE(back.facts.dump(), record.facts.dump());
        QCOMPARE(back.provenance.dump(), record.provenance.dump());
        QCOMPARE(back.task, record.task);
        QCOMPARE(back.variant, record.variant);
        QCOMPARE(back.mode + back.scene + back.rollout + back.split + back.state + back.reason,
                 record.mode + record.scene + record.rollout + record.split + record.state + record.reason);
        QVERIFY(contains(messageOf([&] { project.record("q9"); }), "no record"));
        record.id.clear();
        record.state = "maybe";
        QVERIFY(contains(messageOf([&] { project.addRecords({&record, 1}, "Add"); }), "unknown state"));
        QVERIFY(record.id.empty());
        QCOMPARE(project.countRecords(), std::int64_t(1));
    }

    void filtersAndPages()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        std::vector<QaRecord> records = sampleRecords(100);
        records[5].question = "<image><image>Where is the 红色的椅子?";
        project.addRecords(records, "Supervise");
        RecordFilter filter;
        filter.tasks = {Task::A1};
        QCOMPARE(project.countRecords(filter), std::int64_t(50));
        filter.split = "heldout";
        QCOMPARE(project.countRecords(filter), std::int64_t(10));
        filter.scene = "room:8";
        QCOMPARE(project.countRecords(filter), std::int64_t(10));
        const std::vector<QaRecord> page = project.records(filter, 8, 50);
        QCOMPARE(page.size(), std::size_t(2));
        QCOMPARE(page[0].id, std::string("q89"));
        QCOMPARE(project.records({}, 30, 20).front().id, std::string("q31"));
        QVERIFY(project.records({}, 1000, 20).empty());

        const auto found = [&](const char* text) {
            RecordFilter search;
            search.text = text;
            return project.countRecords(search);
        };
        QCOMPARE(found("forward"), std::int64_t(50));
        QCOMPARE(found("turn degr"), std::int64_t(50)); // all words, beginnings suffice
        QCOMPARE(found("number 42"), std::int64_t(1));
        QCOMPARE(found("0.5"), std::int64_t(50));
        QCOMPARE(found("椅子"), std::int64_t(1));
        QCOMPARE(found("zebra"), std::int64_t(0));
        for (const char* hostile : {"\"", "AND OR NOT", "a* NEAR(b", "'; DROP TABLE record; --", "(((", "question:x", "^", "-"})
            QVERIFY2(found(hostile) >= 0, hostile);
        QCOMPARE(project.countRecords(), std::int64_t(100));

        const std::vector<std::string> scenes{"room:8", "room:9", "room:none"};
        QCOMPARE(project.recordsForScenes(scenes).size(), std::size_t(20));
        QCOMPARE(project.recordsForScenes(scenes, filter).size(), std::size_t(10));
        QCOMPARE(project.scenes("heldout"), (std::vector<std::string>{"room:8", "room:9"}));
        RecordFilter ofRollout;
        ofRollout.rollout = "r3";
        QCOMPARE(project.countRecords(ofRollout), std::int64_t(25));
    }

    void editsKeepSearchAndStatesRight()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        std::vector<QaRecord> records = sampleRecords(10);
        project.addRecords(records, "Supervise");
        RecordFilter zebra;
        zebra.text = "zebra";
        project.editRecord("q4", "<image><image>Where is the zebra?", "there");
        QCOMPARE(project.recordIds(zebra), std::vector<std::string>{"q4"});
        QVERIFY(project.record("q4").provenance["edited"].get<bool>());
        QVERIFY(contains(messageOf([&] { project.editRecord("q4", "<image>one mark", "x"); }), "has 1 <image> mark and 2 images"));
        project.undo();
        QCOMPARE(project.countRecords(zebra), std::int64_t(0));
        project.redo();
        QCOMPARE(project.countRecords(zebra), std::int64_t(1));

        const std::vector<std::string> ids{"q1", "q2", "q3"};
        project.setRecordState(ids, "rejected", "blurred");
        QCOMPARE(project.record("q2").reason, std::string("blurred"));
        RecordFilter rejected;
        rejected.state = "rejected";
        QCOMPARE(project.recordIds(rejected), ids);
        QCOMPARE(project.history().front().title, std::string("Reject 3 records"));
        const std::vector<std::string> unknown{"q1", "q77"};
        QVERIFY(contains(messageOf([&] { project.setRecordState(unknown, "accepted", ""); }), "q77"));
        QCOMPARE(project.record("q1").state, std::string("rejected"));
        QVERIFY(contains(messageOf([&] { project.setRecordState(ids, "fine", ""); }), "no state"));
        const std::size_t steps = project.history().size();
        project.setRecordState(ids, "rejected", "blurred"); // changes nothing: no step
        QCOMPARE(project.history().size(), steps);

        project.removeRecords(zebra, "Remove the zebra");
        QCOMPARE(project.countRecords(), std::int64_t(9));
        QCOMPARE(project.countRecords(zebra), std::int64_t(0));
        project.undo();
        QCOMPARE(project.recordIds(zebra), std::vector<std::string>{"q4"});
        QVERIFY(project.integrityProblems().empty());
    }

    void countsForStatistics()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        std::vector<QaRecord> records = sampleRecords(20);
        project.addRecords(records, "Supervise");
        const std::vector<std::string> ids{"q1"};
        project.setRecordState(ids, "accepted", "");
        const nlohmann::ordered_json statistics = project.statistics();
        QCOMPARE(statistics["records"].get<int>(), 20);
        QCOMPARE(statistics["by_task"]["A1"].get<int>(), 10);
        QCOMPARE(statistics["by_state"]["accepted"].get<int>(), 1);
        QCOMPARE(statistics["by_split"]["heldout"].get<int>(), 4);
        int sum = 0;
        for (const auto& group : statistics["groups"])
            sum += group["count"].get<int>();
        QCOMPARE(sum, 20);
    }

    void keepsAnswers()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        std::vector<QaRecord> records = sampleRecords(3);
        project.addRecords(records, "Supervise");
        std::vector<StoredAnswer> answers;
        for (const char* record : {"q2", "q1", "q3"})
            answers.push_back({record, "model-a", "heldout", "move left", 0.0, -1, {{"tokens", 4}}});
        project.putAnswers(answers);
        answers[0].rawText = "move forward 0.5 meters";
        answers[0].score = 1;
        answers[0].directionScore = 1;
        project.putAnswers({&answers[0], 1});
        const std::vector<StoredAnswer> back = project.answers("heldout", "model-a");
        QCOMPARE(back.size(), std::size_t(3));
        QCOMPARE(back[0].record, std::string("q1"));
        QCOMPARE(back[1].rawText, answers[0].rawText);
        QCOMPARE(back[1].score, 1.0);
        QCOMPARE(back[2].detail["tokens"].get<int>(), 4);
        QCOMPARE(project.answeredModels("heldout"), std::vector<std::string>{"model-a"});
        QCOMPARE(project.benchmarks(), std::vector<std::string>{"heldout"});
        QCOMPARE(project.answersToRecord("q2").size(), std::size_t(1));
        answers[0].record = "q9";
        QVERIFY(contains(messageOf([&] { project.putAnswers({&answers[0], 1}); }), "no record"));

        RecordFilter all;
        project.removeRecords(all, "Clear");
        QVERIFY(project.answers("heldout").empty());
        project.undo();
        QCOMPARE(project.answers("heldout").size(), std::size_t(3));
    }

    void keepsValues()
    {
        TemporaryFolder folder;
        Project project = newProject(folder);
        QVERIFY(!project.value("layout"));
        project.setValue("layout", "{\"a\": 1}");
        project.setValue("layout", "");
        QCOMPARE(project.value("layout").value(), std::string());
        QVERIFY(project.history().empty());
    }

    void dataVersionTellsWrites()
    {
        TemporaryFolder folder;
        Project mine = newProject(folder);
        Project other = Project::open(folder.path() / "a.w2v");
        std::set<std::int64_t> seen{mine.dataVersion()};
        QCOMPARE(mine.dataVersion(), *seen.begin());
        (void)mine.records({}, 0, 10);
        QCOMPARE(mine.dataVersion(), *seen.begin());
        mine.setValue("a", "1");
        QVERIFY(seen.insert(mine.dataVersion()).second);
        other.setValue("a", "2");
        QVERIFY(seen.insert(mine.dataVersion()).second);
        other.addObservation({"", "x", "", "", "", {}});
        QVERIFY(seen.insert(mine.dataVersion()).second);
        mine.undo();
        QVERIFY(seen.insert(mine.dataVersion()).second);
        QVERIFY(other.observations().empty());
    }
};

QTEST_GUILESS_MAIN(TestProject)
#include "tst_Project.moc"
