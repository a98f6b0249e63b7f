#include <QtTest>

#include <QTemporaryDir>

#include <cmath>
#include <map>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Rng.h"
#include "core/nn/Runtime.h"
#include "core/nn/qwen/LoraTorch.h"
#include "core/nn/qwen/QwenCheckpointTorch.h"
#include "core/nn/qwen/QwenModelTorch.h"
#include "core/nn/train/OptimizerTorch.h"
#include "tests/support/RandomModel.h"

using namespace w2v;
using namespace w2v::nn;

namespace {

std::string failureOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

LoraConfig parsed(const char* json)
{
    return parseLoraConfig(parseJson(json, "adapter_config.json"), "adapter_config.json");
}

void fillB(QwenLora& lora, double deviation)
{
    Rng random(5);
    for (LoraModule& module : lora.modules)
        for (std::int64_t i = 0; i < module.b.numel(); ++i)
            module.b.data_ptr<float>()[i] = static_cast<float>(deviation * random.normal());
}

double largest(const at::Tensor& a, const at::Tensor& b)
{
    return (a.to(at::kFloat) - b.to(at::kFloat)).abs().max().item<double>();
}

} // namespace

/// Low-rank adapters: exact beside and inside the weights, trained alone, read and written as peft does.
class TestLora : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        setTorchThreads(1);
        m_config = test::randomModelConfig({});
        m_weights = QwenWeights::allocate(m_config);
        initialiseWeights(m_config, m_weights, 3);
        // Two rows: one with an image of 4 x 6 patches, one of text only.
        TokenRow first, second;
        first.ids = {7, 2};
        first.ids.insert(first.ids.end(), 6, 4);
        first.ids.insert(first.ids.end(), {3, 9, 10, 11});
        first.images = {{1, 4, 6}};
        second.ids = {20, 21, 22, 23, 24};
        m_batch = packRows(m_config, {first, second});
        Rng random(11);
        m_batch.pixelValues = at::empty({24, m_config.vision.patchValues()});
        for (std::int64_t i = 0; i < m_batch.pixelValues.numel(); ++i)
            m_batch.pixelValues.data_ptr<float>()[i] = static_cast<float>(random.normal());
        m_labels = at::full({m_batch.ids.numel()}, -100, at::kLong);
        for (const std::int64_t place : {9, 10, 11, 14, 16})
            m_labels[place] = m_batch.ids[place];
    }

    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void configurations_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<int>("modules");
        QTest::addColumn<double>("scale"); // of the first module
        QTest::newRow("usual targets") << R"({"r":4,"lora_alpha":8,"target_modules":["q_proj","k_proj","v_proj","o_proj","gate_proj","up_proj","down_proj"]})" << 20 << 2.0;
        QTest::newRow("one part of a fused layer") << R"({"r":3,"lora_alpha":6,"target_modules":["k_proj"]})" << 2 << 2.0;
        QTest::newRow("outer parts of a fused layer") << R"({"r":2,"lora_alpha":1,"target_modules":["q_proj","v_proj"]})" << 4 << 0.5;
        QTest::newRow("a name with a dot") << R"({"r":2,"lora_alpha":2,"target_modules":["mlp.up_proj"]})" << 4 << 1.0;
        QTest::newRow("regular expression") << R"({"r":5,"lora_alpha":10,"target_modules":"model\\.layers\\.1\\.(self_attn\\.q_proj|mlp\\.down_proj)$"})" << 2 << 2.0;
        QTest::newRow("vision alone") << R"({"r":4,"lora_alpha":4,"target_modules":"visual\\..*"})" << 12 << 1.0;
        QTest::newRow("all-linear, rank-stabilised") << R"({"r":16,"lora_alpha":8,"use_rslora":true,"target_modules":"all-linear"})" << 26 << 2.0;
        QTest::newRow("excluded") << R"({"r":4,"lora_alpha":8,"target_modules":["q_proj","down_proj"],"exclude_modules":"visual.*"})" << 4 << 2.0;
        QTest::newRow("one layer") << R"({"r":4,"lora_alpha":8,"target_modules":["q_proj"],"layers_to_transform":[1]})" << 1 << 2.0;
        QTest::newRow("ranks and alphas of their own")
            << R"({"r":4,"lora_alpha":8,"target_modules":["q_proj","v_proj"],"rank_pattern":{"q_proj":8},"alpha_pattern":{"layers.0.self_attn.q_proj":4}})" << 4 << 0.5;
    }

    void configurations()
    {
        QFETCH(QString, json);
        QFETCH(int, modules);
        QFETCH(double, scale);
        const LoraConfig config = parsed(json.toStdString().c_str());
        QwenLora lora = makeLora(m_config, config, 1);
        QCOMPARE(static_cast<int>(lora.modules.size()), modules);
        QCOMPARE(lora.modules.front().scale, scale);
        const at::Tensor before = scores(m_weights);
        QVERIFY(at::equal(scores(lora.attach(m_config, m_weights)), before)); // B = 0
        const double bound = 1 / std::sqrt(static_cast<double>(lora.modules.front().a.size(1)));
        QVERIFY(lora.modules.front().a.abs().max().item<double>() <= bound && lora.modules.front().a.abs().max().item<double>() > 0.8 * bound);

        fillB(lora, 0.02);
        const at::Tensor beside = scores(lora.attach(m_config, m_weights));
        QVERIFY(largest(beside, before) > 1e-3);
        QwenWeights merged = QwenWeights::over(m_config, m_weights.flat.clone());
        mergeLora(m_config, merged, lora);
        const double limit = 1e-5 * std::max(1.0, before.abs().max().item<double>());
        QVERIFY2(largest(scores(merged), beside) <= limit, QByteArray::number(largest(scores(merged), beside)).constData());

        // The file says all that is needed: the same adapter comes back, and merges into the same weights.
        const fs::path folder = path("adapter");
        saveLora(folder, lora, "base");
        const QwenLora again = loadLora(folder, m_config);
        QVERIFY(at::equal(again.flat, lora.flat));
        QCOMPARE(again.modules.front().scale, scale);
        QVERIFY(largest(scores(again.attach(m_config, m_weights)), beside) == 0);
        const LoraSummary summary = describeLora(folder, m_config);
        QCOMPARE(static_cast<int>(summary.modules), modules);
        QCOMPARE(summary.parameters, lora.parameters());
        checkGradients(lora, merged);
    }

    void stepsLowerTheLossAndLeaveTheBase()
    {
        const QwenLora lora = makeLora(m_config, parsed(R"({"r":4,"lora_alpha":8,"target_modules":["q_proj","v_proj","up_proj"]})"), 1);
        const at::Tensor base = m_weights.flat.clone(), gradient = at::zeros_like(lora.flat);
        SharedAdamW optimizer;
        optimizer.add(lora.flat, {gradient}, lora.flat.numel());
        const QwenWeights trained = lora.attachTrainable(m_config, m_weights, gradient);
        AdamWStep step;
        step.rate = 0.01f;
        step.beta1 = 0.9f;
        step.beta2 = 0.999f;
        step.epsilon = 1e-8f;
        double first = 0, last = 0;
        for (int i = 1; i <= 30; ++i) {
            last = backward(trained);
            first = i == 1 ? last : first;
            optimizer.sumGradients(0, 1);
            optimizer.update(0, 1, i, step); // the leaves share the buffer: the next loss sees the step
        }
        QVERIFY2(last < 0.7 * first, qPrintable(QString("%1 to %2").arg(first).arg(last)));
        QVERIFY(at::equal(m_weights.flat, base));
    }

    void halfPrecisionBase_data()
    {
        QTest::addColumn<int>("type");
        QTest::newRow("bfloat16") << static_cast<int>(at::kBFloat16);
        QTest::newRow("float16") << static_cast<int>(at::kHalf);
    }

    /// The base in half the memory: sums stay in float32, so scores are those of the rounded weights in float32; gradients too.
    void halfPrecisionBase()
    {
        QFETCH(int, type);
        const QwenWeights half = QwenWeights::over(m_config, m_weights.flat.to(static_cast<at::ScalarType>(type)));
        const QwenWeights rounded = QwenWeights::over(m_config, half.flat.to(at::kFloat));
        QwenLora lora = makeLora(m_config, parsed(R"({"r":4,"lora_alpha":8,"target_modules":"all-linear"})"), 1);
        fillB(lora, 0.02);
        QVERIFY(largest(scores(lora.attach(m_config, half)), scores(lora.attach(m_config, rounded))) < 1e-5);
        const at::Tensor a = at::empty_like(lora.flat), b = at::empty_like(lora.flat);
        const double lossHalf = backward(lora.attachTrainable(m_config, half, a)), lossFull = backward(lora.attachTrainable(m_config, rounded, b));
        QVERIFY(std::abs(lossHalf - lossFull) < 1e-5);
        QVERIFY(largest(a, b) < 1e-5 + 1e-4 * b.abs().max().item<double>());
    }

    void mergingAFolderKeepsTheRest_data()
    {
        QTest::addColumn<QString>("dtype");
        QTest::newRow("float32") << "float32";
        QTest::newRow("bfloat16") << "bfloat16";
    }

    void mergingAFolderKeepsTheRest()
    {
        QFETCH(QString, dtype);
        QwenConfig config = m_config;
        config.dtype = dtype.toStdString();
        const fs::path model = path("model"), adapter = path("adapter"), out = path("out");
        createFolder(model);
        writeQwenFiles(model, config, m_weights, 200'000);
        QVERIFY(fs::exists(model / "model.safetensors.index.json"));
        writeFileAtomic(model / "tokenizer.json", "{}");
        QwenLora lora = makeLora(config, parsed(R"({"r":4,"lora_alpha":8,"target_modules":["q_proj","down_proj"]})"), 1);
        fillB(lora, 0.02);
        saveLora(adapter, lora, "model");
        SilentJobContext job;
        mergeQwenCheckpoint(model, loadLora(adapter, config), out, job, 300'000);
        QVERIFY(fs::exists(out / "tokenizer.json"));
        const SafetensorsFile before = SafetensorsFile::open(model), after = SafetensorsFile::open(out);
        QCOMPARE(after.tensors().size(), before.tensors().size());
        int changed = 0;
        for (const TensorView& tensor : before.tensors()) {
            const TensorView& now = after.at(tensor.name);
            QVERIFY(now.type == tensor.type && now.shape == tensor.shape);
            const bool same = std::equal(now.bytes.begin(), now.bytes.end(), tensor.bytes.begin(), tensor.bytes.end());
            const bool adapted = tensor.name.ends_with("q_proj.weight") || tensor.name.ends_with("down_proj.weight");
            QVERIFY2(same != adapted, tensor.name.c_str());
            changed += same ? 0 : 1;
        }
        QCOMPARE(changed, 6);
        QwenCheckpoint inMemory = loadQwenCheckpoint(model, dtype == "bfloat16" ? at::kBFloat16 : at::kFloat);
        mergeLora(config, inMemory.weights, lora);
        QVERIFY(at::equal(loadQwenCheckpoint(out, inMemory.weights.flat.scalar_type()).weights.flat, inMemory.weights.flat));
        QVERIFY(!failureOf([&] { mergeQwenCheckpoint(model, lora, model, job); }).empty());
        QVERIFY(fs::exists(model / "config.json"));
    }

    void newerNamesAreRead()
    {
        const QwenLora lora = makeLora(m_config, parsed(R"({"r":4,"lora_alpha":8,"target_modules":["q_proj","down_proj"]})"), 1);
        saveLora(path("adapter"), lora, "");
        SafetensorsFile file = SafetensorsFile::open(path("adapter") / "adapter_model.safetensors");
        std::vector<TensorView> renamed = file.tensors();
        for (TensorView& tensor : renamed) {
            const std::string name = tensor.name.substr(17);
            tensor.name = "base_model.model.model." + (name.starts_with("visual.") ? name : "language_model." + name.substr(6));
        }
        createFolder(path("newer"));
        writeSafetensors(path("newer") / "adapter_model.safetensors", renamed);
        Json config = readJson(path("adapter") / "adapter_config.json");
        config["target_modules"] = "model\\.(language_model\\.layers|visual\\.blocks).*(q_proj|down_proj)"; // of the newer names
        writeJson(path("newer") / "adapter_config.json", config);
        QVERIFY(at::equal(loadLora(path("newer"), m_config).flat, lora.flat));
    }

    void unsupportedAdaptersAreRefused_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const char* field, const char* value, const char* named) { QTest::newRow(name) << field << value << named; };
        row("saved modules", "modules_to_save", R"(["lm_head"])", "modules_to_save");
        row("dora", "use_dora", "true", "use_dora");
        row("bias", "bias", R"("all")", "bias");
        row("other kind", "peft_type", R"("IA3")", "IA3");
        row("fan in", "fan_in_fan_out", "true", "fan_in_fan_out");
        row("changed base", "init_lora_weights", R"("pissa_niter_4")", "pissa");
        row("unknown field", "use_marvels", "3", "use_marvels");
        row("rank zero", "r", "0", "\"r\"");
        row("rank below zero", "r", "-4", "\"r\"");
        row("half a rank", "r", "4.5", "\"r\"");
        row("absurd rank", "r", "18446744073709551615", "\"r\"");
        row("text for a rank", "r", R"("NaN")", "\"r\"");
        row("no rank", "r", "null", "\"r\"");
        row("infinite alpha", "lora_alpha", "1e999", "not valid JSON");
        row("text for alpha", "lora_alpha", R"("8")", "lora_alpha");
        row("no targets", "target_modules", "[]", "target_modules");
        row("targets of numbers", "target_modules", "[3]", "target_modules");
        row("bad expression", "target_modules", "\"(q_proj\"", "regular expression");
        row("slow expression", "target_modules", R"("(a|m|o|d|e|l|\\.|[a-z0-9_.])*(.|.)*(.|.)*(.|.)*(.|.)*(.|.)*(.|.)*X")", "too long");
        row("bad rank pattern", "rank_pattern", R"({"q_proj": 0})", "rank_pattern");
        row("rank of another file", "r", "8", "instead of");
        row("targets missing from the file", "target_modules", R"(["q_proj","down_proj","k_proj"])", "missing: model.layers.0.self_attn.k_proj");
        row("layers not targeted", "target_modules", R"(["q_proj"])", "not named by target_modules");
        row("layers that are no layers", "layers_to_transform", R"(["one"])", "layers_to_transform");
    }

    void unsupportedAdaptersAreRefused()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(QString, named);
        saveLora(path("adapter"), makeLora(m_config, parsed(R"({"r":4,"lora_alpha":8,"target_modules":["q_proj","down_proj"]})"), 1), "");
        Json config = readJson(path("adapter") / "adapter_config.json");
        config[field.toStdString()] = "@";
        std::string text = config.dump();
        text.replace(text.find("\"@\""), 3, value.toStdString());
        writeFileAtomic(path("adapter") / "adapter_config.json", text);
        const std::string message = failureOf([&] { loadLora(path("adapter"), m_config); });
        QVERIFY2(message.find(named.toStdString()) != std::string::npos, message.c_str());
    }

    void damagedAdaptersAreErrors()
    {
        const QwenLora lora = makeLora(m_config, parsed(R"({"r":4,"lora_alpha":8,"target_modules":["q_proj"]})"), 1);
        const fs::path folder = path("adapter");
        const auto fails = [&](const char* part) {
            const std::string message = failureOf([&] { loadLora(folder, m_config); });
            const bool found = message.find(part) != std::string::npos;
            if (!found)
                qWarning("%s", message.c_str());
            return found;
        };
        QVERIFY(fails("adapter_config.json"));
        saveLora(folder, lora, "");
        writeFileAtomic(folder / "adapter_config.json", "{\"r\": NaN}");
        QVERIFY(fails("not valid JSON"));
        writeFileAtomic(folder / "adapter_config.json", "{\"r\": 4, \"x\": \"\xff\xfe\"}");
        QVERIFY(fails("not valid JSON"));

        // An adapter of another model: other widths, other depth.
        test::RandomModelSizes sizes;
        sizes.hidden = 96;
        sizes.layers = 3;
        saveLora(folder, makeLora(test::randomModelConfig(sizes), lora.config, 1), "");
        QVERIFY(fails("layers that the model does not have: model.layers.2.self_attn.q_proj"));
        QVERIFY(fails("lora_A.weight is [4,96] instead of [4,128]"));

        QwenLora broken = lora.over(lora.flat.clone());
        broken.flat[7] = NAN;
        saveLora(folder, broken, "");
        QVERIFY(fails("not finite"));

        saveLora(folder, lora, "");
        const std::string bytes = readFile(folder / "adapter_model.safetensors");
        writeFileAtomic(folder / "adapter_model.safetensors", bytes.substr(0, bytes.size() - 4));
        QVERIFY(fails("adapter_model.safetensors"));
        std::vector<TensorView> entries = SafetensorsFile::parse(bytes, "adapter").tensors();
        entries[0].name += ".strange";
        writeSafetensors(folder / "adapter_model.safetensors", entries);
        QVERIFY(fails("no matrices of a LoRA layer"));
        fs::remove(folder / "adapter_model.safetensors");
        writeFileAtomic(folder / "adapter_model.bin", "pickle");
        QVERIFY(fails("pickle"));

        LoraConfig none = lora.config;
        none.targets = {.allLinear = false, .endings = {"strange_proj"}, .pattern = {}};
        QVERIFY(!failureOf([&] { makeLora(m_config, none, 1); }).empty());
    }

private:
    fs::path path(const char* name) const { return fs::path(m_dir->path().toStdString()) / name; }

    at::Tensor scores(const QwenWeights& weights) const
    {
        const at::NoGradGuard noGrad;
        return logitsOf(weights, modelForward(m_config, weights, m_batch).hidden);
    }

    double backward(const QwenWeights& weights) const
    {
        const LearnedTokens learned = learnedTokens(m_batch, m_labels);
        const at::Tensor loss = languageLoss(weights, modelForward(m_config, weights, m_batch, {nullptr, learned.rows, {}}).hidden, learned);
        torch::autograd::backward({loss}, {});
        return loss.item<double>();
    }

    /// The chain rule through the merged weight W + s B A: dA = s B^T dW, dB = s dW A^T.
    void checkGradients(const QwenLora& lora, const QwenWeights& merged) const
    {
        const at::Tensor gradient = at::empty_like(lora.flat), full = at::empty_like(merged.flat);
        backward(lora.attachTrainable(m_config, m_weights, gradient));
        backward(merged.trainable(m_config, full));
        QwenWeights dense = QwenWeights::over(m_config, full);
        std::map<std::string, HubLinear> places;
        for (const HubLinear& place : hubLinears(m_config, dense))
            places.emplace(place.name, place);
        const QwenLora own = lora.over(gradient);
        for (std::size_t i = 0; i < lora.modules.size(); ++i) {
            const LoraModule& module = lora.modules[i];
            const HubLinear& place = places.at(module.name);
            const at::Tensor dw = place.linear->weight.narrow(0, place.begin, place.rows);
            const at::Tensor da = at::mm(module.b.t(), dw) * module.scale, db = at::mm(dw, module.a.t()) * module.scale;
            QVERIFY2(largest(own.modules[i].a, da) <= 1e-6 + 1e-4 * da.abs().max().item<double>(), module.name.c_str());
            QVERIFY2(largest(own.modules[i].b, db) <= 1e-6 + 1e-4 * db.abs().max().item<double>(), module.name.c_str());
        }
    }

    QwenConfig m_config;
    QwenWeights m_weights;
    ModelBatch m_batch;
    at::Tensor m_labels;
    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_APPLESS_MAIN(TestLora)
#include "tst_Lora.moc"
