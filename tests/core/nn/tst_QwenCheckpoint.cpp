#include <QtTest>

#include <QTemporaryDir>

#include <fstream>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Safetensors.h"
#include "core/nn/Runtime.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"

using namespace w2v;
using namespace w2v::nn;

namespace {

const std::vector<std::string> kTexts{"Which way did the camera turn? turn left 30 degrees", "How far? move forward 0.5 meters", "move left 1.2 meters"};

std::string failureOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

/// Checkpoints on disk: what is written is read back, and what does not fit is named.
class TestQwenCheckpoint : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_model = std::filesystem::path(m_dir->path().toStdString()) / "model";
        createTinyModel(m_model, kTexts, {});
    }

    void aNewModelHasTheHubLayout()
    {
        for (const char* name : {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "preprocessor_config.json", "generation_config.json"})
            QVERIFY2(std::filesystem::exists(m_model / name), name);
        const QwenCheckpoint checkpoint = loadQwenCheckpoint(m_model);
        const SafetensorsFile file = SafetensorsFile::open(m_model);
        QCOMPARE(file.tensors().size(), hubTensors(checkpoint.config, checkpoint.weights).size());
        QVERIFY(file.find("model.layers.0.self_attn.k_proj.bias"));
        QVERIFY(!file.find("lm_head.weight")); // tied
        QCOMPARE(file.at("visual.patch_embed.proj.weight").shape.size(), std::size_t{5});
    }

    void seedsDecideTheWeights()
    {
        const std::filesystem::path again = m_model.parent_path() / "again", other = m_model.parent_path() / "other";
        createTinyModel(again, kTexts, {});
        TinyModelOptions options;
        options.seed = 2;
        createTinyModel(other, kTexts, options);
        QVERIFY(readFile(again / "model.safetensors") == readFile(m_model / "model.safetensors"));
        QVERIFY(readFile(other / "model.safetensors") != readFile(m_model / "model.safetensors"));
    }

    void everyTensorSurvivesASave_data()
    {
        QTest::addColumn<QString>("type");
        QTest::newRow("float32") << "float32";
        QTest::newRow("bfloat16") << "bfloat16";
        QTest::newRow("float16") << "float16";
    }

    void everyTensorSurvivesASave()
    {
        QFETCH(QString, type);
        QwenCheckpoint checkpoint = loadQwenCheckpoint(m_model);
        checkpoint.config.dtype = type.toStdString();
        const std::filesystem::path first = m_model.parent_path() / "first", second = m_model.parent_path() / "second";
        saveQwenCheckpoint(first, checkpoint.config, checkpoint.weights, m_model);
        const QwenCheckpoint reread = loadQwenCheckpoint(first);
        saveQwenCheckpoint(second, reread.config, reread.weights, first);
        QVERIFY(readFile(first / "model.safetensors") == readFile(second / "model.safetensors"));
        QVERIFY(readFile(first / "config.json") == readFile(second / "config.json"));
        QVERIFY(std::filesystem::exists(second / "tokenizer.json"));
    }

    void newerTensorNamesAreAccepted()
    {
        const SafetensorsFile file = SafetensorsFile::open(m_model);
        std::vector<TensorView> renamed = file.tensors();
        for (TensorView& tensor : renamed)
            tensor.name = tensor.name.starts_with("visual.") ? "model." + tensor.name : "model.language_model." + tensor.name.substr(6);
        const std::filesystem::path newer = m_model.parent_path() / "newer";
        createFolder(newer);
        std::filesystem::copy_file(m_model / "config.json", newer / "config.json");
        writeSafetensors(newer / "model.safetensors", renamed);
        QVERIFY(at::equal(loadQwenCheckpoint(newer).weights.flat, loadQwenCheckpoint(m_model).weights.flat));
    }

    void whatDoesNotFitIsNamedInOneMessage()
    {
        const SafetensorsFile file = SafetensorsFile::open(m_model);
        std::vector<TensorView> damaged = file.tensors();
        for (TensorView& tensor : damaged) {
            if (tensor.name == "model.norm.weight")
                tensor.name = "model.norm.wait";
            if (tensor.name == "visual.merger.mlp.2.weight")
                std::swap(tensor.shape[0], tensor.shape[1]);
        }
        const std::filesystem::path folder = m_model.parent_path() / "damaged";
        createFolder(folder);
        std::filesystem::copy_file(m_model / "config.json", folder / "config.json");
        writeSafetensors(folder / "model.safetensors", damaged);
        const std::string message = failureOf([&] { loadQwenCheckpoint(folder); });
        for (const char* part : {"missing: model.norm.weight", "unexpected: model.norm.wait", "visual.merger.mlp.2.weight is [512,160] instead of [160,512]"})
            QVERIFY2(message.find(part) != std::string::npos, message.c_str());
    }

    void damagedConfigurationsAreRefused_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("named");
        QTest::newRow("heads do not divide") << "/num_attention_heads" << "7" << "num_attention_heads";
        QTest::newRow("kv heads do not divide") << "/num_key_value_heads" << "3" << "num_key_value_heads";
        QTest::newRow("negative size") << "/hidden_size" << "-1" << "hidden_size";
        QTest::newRow("absurd size") << "/hidden_size" << "99999999999" << "hidden_size";
        QTest::newRow("zero layers") << "/num_hidden_layers" << "0" << "num_hidden_layers";
        QTest::newRow("section") << "/rope_scaling/mrope_section" << "[1,2]" << "mrope_section";
        QTest::newRow("token outside") << "/image_token_id" << "100000" << "image_token_id";
        QTest::newRow("other model") << "/model_type" << "\"llama\"" << "model_type";
        QTest::newRow("vision heads") << "/vision_config/num_heads" << "3" << "num_heads";
        QTest::newRow("width of another model") << "/vision_config/out_hidden_size" << "64" << "out_hidden_size";
        QTest::newRow("positions") << "/w2v/absolute_positions" << "15" << "absolute_positions";
        QTest::newRow("text for a number") << "/intermediate_size" << "\"many\"" << "intermediate_size";
        QTest::newRow("no vision") << "/vision_config" << "null" << "vision_config";
    }

    void damagedConfigurationsAreRefused()
    {
        QFETCH(QString, path);
        QFETCH(QString, value);
        QFETCH(QString, named);
        Json config = readJson(m_model / "config.json");
        config[Json::json_pointer(path.toStdString())] = Json::parse(value.toStdString());
        const std::string message = failureOf([&] { parseQwenConfig(config, "config.json"); });
        QVERIFY2(message.find(named.toStdString()) != std::string::npos, message.c_str());
    }

    void aTruncatedWeightFileIsAnError()
    {
        const std::string whole = readFile(m_model / "model.safetensors");
        std::ofstream(m_model / "model.safetensors", std::ios::binary) << whole.substr(0, whole.size() / 2);
        QVERIFY(!failureOf([&] { loadVisionLanguageModel(m_model); }).empty());
    }

    void aMissingTokenizerIsAnError()
    {
        for (const char* name : {"tokenizer.json", "vocab.json", "merges.txt"})
            std::filesystem::remove(m_model / name);
        QVERIFY(!failureOf([&] { loadVisionLanguageModel(m_model); }).empty());
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::filesystem::path m_model;
};

QTEST_APPLESS_MAIN(TestQwenCheckpoint)
#include "tst_QwenCheckpoint.moc"
