#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/training/Recipe.h"

using namespace w2v;

class TestRecipe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void defaultsSurviveTheFile();
    void changedValuesSurviveTheFile();
    void everyFieldHasAComment();
    void problemsNameTheLine_data();
    void problemsNameTheLine();
    void hostileTextIsAnError_data();
    void hostileTextIsAnError();
    void fieldsCanBeSet();
    void badFieldsLeaveTheRecipeAlone();
    void learningRateRisesAndFalls();
    void stagesAreInOrder();
    void shippedRecipesAreComplete_data();
    void shippedRecipesAreComplete();
    void tinyRecipeHasTheMeasuredSettings();
    void pretrainingHasSkillsAndNoTasks();
    void paperRecipeHasThePapersSettings();
};

namespace {

const fs::path kRecipes = W2V_SOURCE_DIR "/resources/recipes";

template <class F>
std::string errorOf(F&& f)
{
    try {
        f();
    } catch (const Error& e) {
        return e.what();
    }
    return {};
}

} // namespace

void TestRecipe::defaultsSurviveTheFile()
{
    const Recipe r;
    QVERIFY(parseRecipe(recipeText(r), "r.yaml") == r);
    QVERIFY(parseRecipe("", "r.yaml") == r);
    QVERIFY(parseRecipe("# only a comment\n", "r.yaml") == r);
}

void TestRecipe::changedValuesSurviveTheFile()
{
    Recipe r;
    r.name = "a: \"strange\" name # with marks\n\xE4\xB8\xAD";
    r.preset.clear();
    r.base = "/models/Qwen 7B";
    r.minutes = 0;
    r.steps = 123456789;
    r.learningRate = 1.0 / 3.0;
    r.schedule = "linear";
    r.tasks = {{"D4", 0.25}};
    r.curriculum = {{0.25, "", 0, {{"A1", 1}}}, {0.75, "D1/iou", 33.5, {{"A1", 1}, {"D1", 2}}}};
    r.mirror = false;
    r.seed = 1ull << 53;
    QTemporaryDir folder;
    const fs::path path = fs::path(folder.path().toStdString()) / "r.yaml";
    saveRecipe(path, r);
    QVERIFY(loadRecipe(path) == r);
    r.curriculum.clear();
    QVERIFY(parseRecipe(recipeText(r), "r.yaml") == r);
}

void TestRecipe::everyFieldHasAComment()
{
    const auto fields = recipeFields(Recipe());
    QVERIFY(fields.size() > 40);
    for (const RecipeField& f : fields) {
        QVERIFY2(!f.comment.empty(), f.path.c_str());
        QVERIFY(!f.value.empty());
    }
}

void TestRecipe::problemsNameTheLine_data()
{
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<QString>("place");
    QTest::newRow("unknown key") << "name: x\noptimizer:\n  batch: 4\n  bacth: 8\n" << "r.yaml:4";
    QTest::newRow("unknown section") << "name: x\noptimiser: {}\n" << "r.yaml:2";
    QTest::newRow("unknown stage key") << "data:\n  curriculum: [{until: 1, task: {}}]\n" << "r.yaml:2";
    QTest::newRow("twice") << "optimizer:\n  batch: 4\n  batch: 8\n" << "r.yaml:3";
    QTest::newRow("not a number") << "optimizer:\n  learning_rate: fast\n" << "r.yaml:2";
    QTest::newRow("not whole") << "optimizer:\n  batch: 1.5\n" << "r.yaml:2";
    QTest::newRow("NaN") << "optimizer:\n  learning_rate: .nan\n" << "r.yaml:2";
    QTest::newRow("out of range") << "\noptimizer:\n  batch: -1\n" << "r.yaml:3";
    QTest::newRow("wrong word") << "optimizer:\n  schedule: triangle\n" << "r.yaml:2";
    QTest::newRow("not a flag") << "data:\n  mirror: perhaps\n" << "r.yaml:2";
    QTest::newRow("list for a section") << "name: x\noptimizer: [1]\n" << "r.yaml:2";
    QTest::newRow("bad YAML") << "name: x\n  optimizer: {\n" << "r.yaml:";
}

void TestRecipe::problemsNameTheLine()
{
    QFETCH(QString, yaml);
    QFETCH(QString, place);
    const std::string message = errorOf([&] { parseRecipe(yaml.toStdString(), "r.yaml"); });
    QVERIFY2(QString::fromStdString(message).startsWith(place), message.c_str());
}

void TestRecipe::hostileTextIsAnError_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::newRow("deep") << QByteArray(100000, '[');
    QTest::newRow("deep maps") << QByteArray("{a: ").repeated(50000);
    QTest::newRow("list") << QByteArray("- 1\n- 2\n");
    QTest::newRow("scalar") << QByteArray("recipe");
    QTest::newRow("zero bytes") << QByteArray("name: \0x", 8);
    QTest::newRow("not UTF-8") << QByteArray("name: \"a\xFFz\"");
    QTest::newRow("no length") << QByteArray("length: {minutes: 0}");
    QTest::newRow("two models") << QByteArray("model: {base: x}");
    QTest::newRow("unknown task") << QByteArray("data: {tasks: {A9: 1}}");
    QTest::newRow("no tasks") << QByteArray("data: {tasks: {}}");
    QTest::newRow("weights of zero") << QByteArray("data: {tasks: {A1: 0}}");
    QTest::newRow("lora without rank") << QByteArray("adaptation: {method: lora}");
    QTest::newRow("stages backwards") << QByteArray("data: {curriculum: [{until: 0.5, tasks: {A1: 1}}, {until: 0.4, tasks: {A1: 1}}]}");
    QTest::newRow("too long") << QByteArray(2 << 20, '#');
}

void TestRecipe::hostileTextIsAnError()
{
    QFETCH(QByteArray, yaml);
    QVERIFY_THROWS_EXCEPTION(Error, parseRecipe(std::string_view(yaml.data(), static_cast<std::size_t>(yaml.size())), "r.yaml"));
}

void TestRecipe::fieldsCanBeSet()
{
    Recipe r;
    setRecipeField(r, "optimizer.batch", "32");
    setRecipeField(r, "name", "other");
    setRecipeField(r, "data.tasks", "{A1: 1, D2: 0.5}");
    setRecipeField(r, "data.curriculum", "[]");
    setRecipeField(r, "model.preset", "");
    QCOMPARE(r.batch, 32);
    QCOMPARE(r.name, std::string("other"));
    QVERIFY(r.tasks == (TaskWeights{{"A1", 1}, {"D2", 0.5}}));
    QVERIFY(r.curriculum.empty());
    QVERIFY(r.preset.empty());
    QCOMPARE(r.learningRate, Recipe().learningRate);
    // Every field accepts its own text.
    for (const RecipeField& f : recipeFields(Recipe())) {
        Recipe same;
        setRecipeField(same, f.path, f.value);
        QVERIFY2(same == Recipe(), f.path.c_str());
    }
}

void TestRecipe::badFieldsLeaveTheRecipeAlone()
{
    Recipe r;
    QVERIFY_THROWS_EXCEPTION(Error, setRecipeField(r, "optimizer.bacth", "32"));
    QVERIFY_THROWS_EXCEPTION(Error, setRecipeField(r, "optimizer", "{batch: 3}"));
    QVERIFY_THROWS_EXCEPTION(Error, setRecipeField(r, "optimizer.batch", "many"));
    QVERIFY_THROWS_EXCEPTION(Error, setRecipeField(r, "optimizer.batch", "{"));
    QVERIFY(r == Recipe());
}

void TestRecipe::learningRateRisesAndFalls()
{
    Recipe r;
    r.warmup = 0.1;
    r.finalRate = 0.03;
    QVERIFY(learningRateFactor(r, 0) > 0);
    QCOMPARE(learningRateFactor(r, 0.05), 0.5);
    QCOMPARE(learningRateFactor(r, 0.1), 1.0);
    QCOMPARE(learningRateFactor(r, 0.55), 0.03 + 0.97 * 0.5);
    QVERIFY(std::abs(learningRateFactor(r, 1) - 0.03) < 1e-12);
    QVERIFY(std::abs(learningRateFactor(r, 2) - 0.03) < 1e-12);
    r.schedule = "linear";
    QCOMPARE(learningRateFactor(r, 0.55), 0.03 + 0.97 * 0.5);
    r.schedule = "constant";
    QCOMPARE(learningRateFactor(r, 0.99), 1.0);
    r.warmup = 1;
    r.schedule = "cosine";
    QVERIFY(std::isfinite(learningRateFactor(r, 1)));
}

void TestRecipe::stagesAreInOrder()
{
    const Recipe r;
    QCOMPARE(r.curriculum.size(), std::size_t{1});
    QVERIFY(activeTasks(r, 0) == r.curriculum[0].tasks);
    QVERIFY(activeTasks(r, 1) == r.tasks);
}

void TestRecipe::shippedRecipesAreComplete_data()
{
    QTest::addColumn<QString>("name");
    int count = 0;
    for (const auto& entry : fs::directory_iterator(kRecipes)) {
        QTest::newRow(entry.path().filename().c_str()) << QString::fromStdString(entry.path().filename().string());
        ++count;
    }
    QVERIFY(count >= 2);
}

void TestRecipe::shippedRecipesAreComplete()
{
    QFETCH(QString, name);
    const fs::path path = kRecipes / name.toStdString();
    const Recipe r = loadRecipe(path);
    QCOMPARE(QString::fromStdString(recipeText(r)), QString::fromStdString(readFile(path)));
    QCOMPARE(r.name, path.stem().string());
}

void TestRecipe::tinyRecipeHasTheMeasuredSettings()
{
    const Recipe r = loadRecipe(kRecipes / "w2v-tiny-scratch.yaml");
    QCOMPARE(r.preset, std::string("w2v-tiny"));
    QCOMPARE(r.imageSize, 56);
    QVERIFY(r.stackViews && r.absolutePositions);
    QCOMPARE(r.learningRate, 1.5e-3);
    QCOMPARE(r.beta2, 0.98);
    QCOMPARE(r.auxiliaryWeight, 2.0);
    QVERIFY(r.curriculum.at(0).tasks == (TaskWeights{{"A1", 1}, {"A2", 1.5}}));
    // The same from the shipped base.
    Recipe base = loadRecipe(kRecipes / "w2v-tiny-sft.yaml");
    QCOMPARE(base.base, std::string("w2v-tiny"));
    QVERIFY(base.preset.empty());
    base.base = r.base;
    base.preset = r.preset;
    base.absolutePositions = r.absolutePositions; // of new models only
    base.name = r.name;
    base.description = r.description;
    QVERIFY(base == r);
}

void TestRecipe::pretrainingHasSkillsAndNoTasks()
{
    Recipe r = loadRecipe(kRecipes / "w2v-tiny-pretrain.yaml");
    QCOMPARE(r.kind, std::string("pretrain"));
    QVERIFY(!r.absolutePositions); // strictly the released architecture
    for (const auto& [name, weight] : r.tasks)
        QVERIFY2(name == "name" || name == "box" || name == "depth" || name == "match" || name == "read", name.c_str());
    r.tasks["A1"] = 1;
    QVERIFY_THROWS_EXCEPTION(Error, checkRecipe(r, "recipe"));
    Recipe sft = loadRecipe(kRecipes / "w2v-tiny-sft.yaml");
    sft.tasks["match"] = 1;
    QVERIFY_THROWS_EXCEPTION(Error, checkRecipe(sft, "recipe"));
    Recipe leaks = loadRecipe(kRecipes / "w2v-tiny-sft.yaml");
    leaks.split = "reinforce";
    checkRecipe(leaks, "recipe");
    leaks.split = "heldout"; // what models are measured with
    QVERIFY_THROWS_EXCEPTION(Error, checkRecipe(leaks, "recipe"));
}

void TestRecipe::paperRecipeHasThePapersSettings()
{
    const Recipe r = loadRecipe(kRecipes / "paper-sft.yaml");
    QCOMPARE(r.batch * r.accumulation, 128);
    QCOMPARE(r.epochs, 1.0);
    QCOMPARE(r.learningRate, 1e-5);
    QCOMPARE(r.warmup, 0.05);
    QCOMPARE(r.adaptation, std::string("lora"));
    QCOMPARE(r.loraRank, 256);
    QCOMPARE(r.loraAlpha, 512.0);
    QVERIFY(r.freezeVision);
    QCOMPARE(r.maxTokens, 8192);
    QCOMPARE(r.maxPixels, 1003520);
    QCOMPARE(r.auxiliaryWeight, 0.0);
}

QTEST_GUILESS_MAIN(TestRecipe)
#include "tst_Recipe.moc"
