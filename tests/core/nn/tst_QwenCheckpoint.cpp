#include <QtTest>

#include <QTemporaryDir>

#include <algorithm>
#include <fstream>
#include <set>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Safetensors.h"
#include "core/nn/Runtime.h"
#include "core/nn/VlmFactory.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/nn/qwen/QwenMemory.h"
#include "core/nn/qwen/QwenModelTorch.h"
#include "tests/support/PeakMemory.h"
#include "tests/support/RandomModel.h"

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

    void largeCheckpointsAreCutIntoShards()
    {
        const QwenCheckpoint checkpoint = loadQwenCheckpoint(m_model);
        const std::filesystem::path cut = m_model.parent_path() / "cut", whole = m_model.parent_path() / "whole";
        saveQwenCheckpoint(cut, checkpoint.config, checkpoint.weights, m_model, 1'000'000);
        saveQwenCheckpoint(whole, checkpoint.config, checkpoint.weights, m_model);
        QVERIFY(!std::filesystem::exists(cut / "model.safetensors"));
        const Json index = readJson(cut / "model.safetensors.index.json");
        QCOMPARE(index.at("metadata").at("total_size").get<std::int64_t>(), static_cast<std::int64_t>(checkpoint.weights.flat.nbytes()));
        std::set<std::string> shards;
        for (const auto& [tensor, shard] : index.at("weight_map").items())
            shards.insert(shard.get<std::string>());
        QVERIFY(shards.size() >= 3);
        for (const std::string& shard : shards)
            QVERIFY2(std::filesystem::file_size(cut / shard) < 1'020'000 || SafetensorsFile::open(cut / shard).tensors().size() == 1, shard.c_str());
        QVERIFY(sameTensors(cut, whole) && sameTensors(whole, m_model));
        std::filesystem::remove(cut / *shards.begin());
        const std::string message = failureOf([&] { loadQwenCheckpoint(cut); });
        QVERIFY2(message.find(*shards.begin()) != std::string::npos, message.c_str());
    }

    /// Foreign checkpoints, one file and shards: what is read and written again has the same bytes.
    void goldenCheckpointsKeepEveryByte_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("type");
        QTest::newRow("float32, one file") << "" << static_cast<int>(at::kFloat);
        QTest::newRow("bfloat16, shards, read as float32") << "tied" << static_cast<int>(at::kFloat);
        QTest::newRow("bfloat16, shards, kept") << "tied" << static_cast<int>(at::kBFloat16);
    }

    void goldenCheckpointsKeepEveryByte()
    {
        QFETCH(QString, folder);
        QFETCH(int, type);
        const QByteArray shared = qgetenv("W2V_SHARED");
        const std::filesystem::path golden = (shared.isEmpty() ? std::string(W2V_SOURCE_DIR "/../shared") : shared.toStdString())
                                             + "/reference/golden/qwen2_5_vl_tiny/" + folder.toStdString();
        if (!std::filesystem::exists(golden / "config.json"))
            QSKIP("the golden checkpoint is not here (set W2V_SHARED)");
        const QwenCheckpoint checkpoint = loadQwenCheckpoint(golden, static_cast<at::ScalarType>(type));
        const std::filesystem::path single = m_model.parent_path() / "single", cut = m_model.parent_path() / "cut";
        saveQwenCheckpoint(single, checkpoint.config, checkpoint.weights, golden);
        saveQwenCheckpoint(cut, checkpoint.config, checkpoint.weights, golden, 100'000);
        QVERIFY(std::filesystem::exists(cut / "model.safetensors.index.json"));
        QVERIFY(sameTensors(golden, single));
        QVERIFY(sameTensors(golden, cut));
        for (const char* name : {"tokenizer.json", "preprocessor_config.json", "generation_config.json"})
            QVERIFY2(readFile(golden / name) == readFile(single / name), name);
    }

    /// Shards of half-precision weights: the process never holds them beside the model.
    void loadingPeaksAtTheModel_data()
    {
        QTest::addColumn<int>("type");
        QTest::newRow("as stored") << static_cast<int>(at::kBFloat16);
        QTest::newRow("widened") << static_cast<int>(at::kFloat);
    }

    void loadingPeaksAtTheModel()
    {
        QFETCH(int, type);
        test::RandomModelSizes sizes;
        sizes.hidden = 512;
        sizes.layers = 6;
        sizes.intermediate = 2816;
        sizes.vocabulary = 8000;
        QwenConfig config = test::randomModelConfig(sizes);
        config.dtype = "bfloat16";
        const std::filesystem::path folder = m_model.parent_path() / "wide";
        createFolder(folder);
        {
            const QwenWeights weights = QwenWeights::over(config, at::zeros({QwenWeights::elements(config)}, at::kBFloat16));
            writeQwenFiles(folder, config, weights, 20'000'000);
        }
        loadQwenCheckpoint(m_model); // code and tables that stay
        const test::PeakMemory peak;
        if (!peak.works())
            QSKIP("this system does not count peaks of memory");
        const QwenCheckpoint checkpoint = loadQwenCheckpoint(folder, static_cast<at::ScalarType>(type));
        const auto model = static_cast<double>(checkpoint.weights.flat.nbytes());
        QVERIFY2(static_cast<double>(peak.bytes()) < 1.1 * model + 24e6,
                 qPrintable(QString("%1 MB for a model of %2 MB").arg(static_cast<double>(peak.bytes()) * 1e-6).arg(model * 1e-6)));
    }

    /// The estimate of `w2v vlm info` against what reading prompts really takes.
    void memoryIsEstimated_data()
    {
        QTest::addColumn<int>("length");
        QTest::addColumn<int>("batch");
        QTest::addColumn<int>("side"); // of an image in patches; 0 = none
        QTest::newRow("text, long") << 1200 << 2 << 0;
        QTest::newRow("text, short rows") << 300 << 12 << 0;
        QTest::newRow("image") << 700 << 1 << 48;
    }

    void memoryIsEstimated()
    {
        QFETCH(int, length);
        QFETCH(int, batch);
        QFETCH(int, side);
        test::RandomModelSizes sizes;
        sizes.hidden = 256;
        sizes.heads = 8;
        sizes.layers = 3;
        sizes.intermediate = 1024;
        sizes.visionHidden = 192;
        sizes.visionHeads = 6;
        sizes.visionIntermediate = 512;
        const QwenConfig config = test::randomModelConfig(sizes);
        QwenWeights weights = QwenWeights::allocate(config);
        initialiseWeights(config, weights, 1);
        std::vector<VisionGrid> grids;
        std::vector<TokenRow> rows(static_cast<std::size_t>(batch));
        for (TokenRow& row : rows) {
            if (side) {
                row.images = {{1, side, side}};
                grids = row.images;
                row.ids = {2};
                row.ids.insert(row.ids.end(), static_cast<std::size_t>(grids[0].tokens()), 4);
                row.ids.push_back(3);
            }
            row.ids.resize(static_cast<std::size_t>(length), 7);
        }
        const at::NoGradGuard noGrad;
        ModelBatch batchOfRows = packRows(config, rows);
        std::vector<std::int64_t> last;
        for (const Segment& s : batchOfRows.segments)
            last.push_back(s.begin + s.length - 1);
        const auto run = [&] {
            if (side)
                batchOfRows.pixelValues = at::rand({batchOfRows.vision.patches, config.vision.patchValues()});
            KeyValueCache cache(config, batch, length, weights.embedding.options());
            logitsOf(weights, modelForward(config, weights, batchOfRows, {&cache, at::tensor(last), {}}).hidden);
            batchOfRows.pixelValues = at::Tensor();
        };
        run(); // what the libraries keep for themselves, threads and buffers, is no part of it
        const test::PeakMemory peak;
        if (!peak.works())
            QSKIP("this system does not count peaks of memory");
        run();
        const auto measured = static_cast<double>(peak.bytes());
        const QwenMemory memory = estimateMemory(config, 0, 4, 4, batch, length, grids);
        const auto estimated = static_cast<double>(memory.total());
        qInfo("measured %.1f MB, estimated %.1f MB", measured * 1e-6, estimated * 1e-6);
        QVERIFY(estimated > 0.75 * measured && estimated < 1.4 * measured + 4e6);
    }

    void costsAreKnownBeforeLoading()
    {
        const auto info = describeCheckpoint(m_model, {{}, 2, 512, {{300, 200}, {640, 480}}});
        const QwenCheckpoint checkpoint = loadQwenCheckpoint(m_model);
        const auto parameters = checkpoint.weights.flat.numel();
        QCOMPARE(info.at("parameters").get<std::int64_t>(), parameters);
        QCOMPARE(info.at("stored_bytes").get<std::int64_t>(), parameters * 4);
        QCOMPARE(info.at("bytes_by_dtype").at("bfloat16").get<std::int64_t>(), parameters * 2);
        const auto& config = checkpoint.config;
        QCOMPARE(info.at("memory").at("kv_cache").get<std::int64_t>(), std::int64_t{2} * 2 * 512 * 4 * config.layers * config.kvHeads * config.headSize());
        QCOMPARE(info.at("images").size(), std::size_t{2});
        QCOMPARE(info.at("images")[0].at("tokens").get<int>(), 4); // every image becomes 56 x 56
        QVERIFY(info.at("unsupported").empty());
        const auto described = loadVisionLanguageModel(m_model)->describe();
        for (const char* key : {"parameters", "vision_parameters", "stored_dtype", "dtype", "bytes"})
            QVERIFY2(info.at(key) == described.at(key), key);

        QCOMPARE(describeCheckpoint(m_model, {{"bfloat16", "cpu", {}}, 1, 512, {}}).at("bytes").get<std::int64_t>(), parameters * 2);
        std::filesystem::remove(m_model / "tokenizer.json");
        std::filesystem::remove(m_model / "merges.txt");
        QVERIFY(!describeCheckpoint(m_model).at("unsupported").empty());
        QVERIFY(failureOf([&] { describeCheckpoint(m_model, {{}, 1, 512, {{0, 10}}}); }).find("no pixels") != std::string::npos);
        QVERIFY(!failureOf([&] { describeCheckpoint(m_model, {{}, 0, 512, {}}); }).empty());
        QVERIFY(!failureOf([&] { describeCheckpoint(m_model, {{}, 1, 3, {{640, 480}}}); }).empty());
    }

    void unknownPlacesAreErrors()
    {
        QVERIFY(failureOf([&] { loadVisionLanguageModel(m_model, {"float8", "cpu", {}}); }).find("float8") != std::string::npos);
        QVERIFY(failureOf([&] { loadVisionLanguageModel(m_model, {"float32", "gpu", {}}); }).find("gpu") != std::string::npos);
        QVERIFY(failureOf([&] { loadVisionLanguageModel(m_model, {"float32", "cuda:7", {}}); }).find("cuda:7") != std::string::npos);
        QVERIFY(failureOf([&] { loadVisionLanguageModel(m_model, {"float32", "cuda:x", {}}); }).find("cuda:x") != std::string::npos);
        QVERIFY(failureOf([&] { loadVisionLanguageModel(m_model, {"float32", "cpu", m_model}); }).find("adapter_config.json") != std::string::npos);
        QVERIFY(loadVisionLanguageModel(m_model, {"auto", "cpu", {}}));
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
            if (tensor.name == "model.layers.0.input_layernorm.weight")
                tensor.type = TensorType::I32;
        }
        const std::filesystem::path folder = m_model.parent_path() / "damaged";
        createFolder(folder);
        std::filesystem::copy_file(m_model / "config.json", folder / "config.json");
        writeSafetensors(folder / "model.safetensors", damaged);
        const std::string message = failureOf([&] { loadQwenCheckpoint(folder); });
        for (const char* part : {"missing: model.norm.weight", "unexpected: model.norm.wait", "visual.merger.mlp.2.weight is [512,160] instead of [160,512]",
                                 "model.layers.0.input_layernorm.weight is I32"})
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
        QTest::newRow("sections that do not fill a head") << "/rope_scaling/mrope_section" << "[4,6,7]" << "mrope_section";
        QTest::newRow("negative section") << "/rope_scaling/mrope_section" << "[-4,10,10]" << "mrope_section";
        QTest::newRow("other positions") << "/rope_scaling/type" << "\"yarn\"" << "yarn";
        QTest::newRow("no heads") << "/num_attention_heads" << "0" << "num_attention_heads";
        QTest::newRow("negative theta") << "/rope_theta" << "-1" << "rope_theta";
        QTest::newRow("unknown type") << "/torch_dtype" << "\"float8\"" << "torch_dtype";
        QTest::newRow("absurd depth") << "/vision_config/depth" << "100000" << "depth";
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

    void featuresThatAreNotThereAreNamed_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("named");
        QTest::newRow("quantised") << "/quantization_config" << "{\"bits\": 4}" << "quantised weights";
        QTest::newRow("sliding window") << "/use_sliding_window" << "true" << "sliding-window";
        QTest::newRow("activation") << "/hidden_act" << "\"gelu\"" << "gelu";
        QTest::newRow("vision activation") << "/vision_config/hidden_act" << "\"quick_gelu\"" << "quick_gelu";
    }

    /// Loading refuses them in one message; info lists them.
    void featuresThatAreNotThereAreNamed()
    {
        QFETCH(QString, path);
        QFETCH(QString, value);
        QFETCH(QString, named);
        Json config = readJson(m_model / "config.json");
        config[Json::json_pointer(path.toStdString())] = Json::parse(value.toStdString());
        writeJson(m_model / "config.json", config);
        const std::string message = failureOf([&] { loadVisionLanguageModel(m_model); });
        QVERIFY2(message.find(named.toStdString()) != std::string::npos, message.c_str());
        const std::string listed = describeCheckpoint(m_model).at("unsupported").dump();
        QVERIFY2(listed.find(named.toStdString()) != std::string::npos, listed.c_str());
    }

    void anIndexCannotLeaveItsFolder()
    {
        const std::filesystem::path outside = m_model.parent_path() / "outside.safetensors";
        std::filesystem::rename(m_model / "model.safetensors", outside);
        Json places = Json::object();
        const SafetensorsFile file = SafetensorsFile::open(outside);
        for (const TensorView& tensor : file.tensors())
            places[tensor.name] = "../outside.safetensors";
        writeJson(m_model / "model.safetensors.index.json", Json{{"weight_map", places}});
        const std::string message = failureOf([&] { loadQwenCheckpoint(m_model); });
        QVERIFY2(message.find("plain file name") != std::string::npos, message.c_str());
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
    /// The same names, types, shapes and bytes, whatever files they are in.
    static bool sameTensors(const std::filesystem::path& a, const std::filesystem::path& b)
    {
        const SafetensorsFile first = SafetensorsFile::open(a), second = SafetensorsFile::open(b);
        if (first.tensors().size() != second.tensors().size())
            return false;
        for (const TensorView& tensor : first.tensors()) {
            const TensorView* other = second.find(tensor.name);
            if (!other || other->type != tensor.type || other->shape != tensor.shape
                || !std::equal(tensor.bytes.begin(), tensor.bytes.end(), other->bytes.begin(), other->bytes.end())) {
                qWarning("%s differs", tensor.name.c_str());
                return false;
            }
        }
        return true;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::filesystem::path m_model;
};

QTEST_APPLESS_MAIN(TestQwenCheckpoint)
#include "tst_QwenCheckpoint.moc"
