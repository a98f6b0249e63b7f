#include <QtTest>

#include <cmath>
#include <cstring>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/nn/Runtime.h"
#include "core/nn/SvcFactory.h"
#include "core/nn/svc/SvcCost.h"
#include "core/nn/svc/SvcFiles.h"
#include "core/nn/svc/SvcNetworksTorch.h"

using namespace w2v;

namespace {

struct Entry {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape;
    std::string bytes;
};

std::vector<Entry> entriesOf(const fs::path& path)
{
    const SafetensorsFile file = SafetensorsFile::open(path);
    std::vector<Entry> entries;
    for (const TensorView& t : file.tensors())
        entries.push_back({t.name, t.type, t.shape, std::string(reinterpret_cast<const char*>(t.bytes.data()), t.bytes.size())});
    return entries;
}

void writeEntries(const fs::path& path, const std::vector<Entry>& entries)
{
    std::vector<TensorView> views;
    for (const Entry& e : entries)
        views.push_back({e.name, e.type, e.shape, std::as_bytes(std::span(e.bytes))});
    writeSafetensors(path, views);
}

} // namespace

/// Weights folders: what is read, and one clear message for everything that is not right.
class TestSvcWeights : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        setTorchThreads(1);
        m_good = fs::path(m_directory.path().toStdString()) / "good";
        createSvcTestWeights(m_good, "tiny", 3);
    }

    void loadsInEveryType()
    {
        const at::NoGradGuard noGrad;
        const nn::SvcNetworks wide = nn::loadSvcNetworks(m_good, "auto", "cpu");
        QVERIFY(wide.testWeights);
        QCOMPARE(wide.compute, at::kFloat);
        const auto run = [](const nn::SvcNetworks& networks) {
            const std::int64_t frames = networks.unet->config().frames;
            const auto ramp = [](at::IntArrayRef shape) {
                std::int64_t count = 1;
                for (const std::int64_t side : shape)
                    count *= side;
                return at::sin(at::arange(count, at::kFloat)).view(shape);
            };
            return networks.unet->forward(ramp({frames, 11, 8, 8}), at::full({frames}, 500, at::kLong), ramp({frames, 1, networks.unet->config().contextWidth}),
                                          ramp({frames, 6, 8, 8}), frames);
        };
        const at::Tensor expected = run(wide);
        QVERIFY(expected.isfinite().all().item<bool>());
        for (const auto& [type, tolerance] : {std::pair{"float32", 0.0}, {"float16", 0.02}, {"bfloat16", 0.15}}) {
            const nn::SvcNetworks other = nn::loadSvcNetworks(m_good, type, "cpu");
            const double scale = expected.abs().max().item<double>(), difference = (run(other) - expected).abs().max().item<double>();
            QVERIFY2(difference <= tolerance * scale, qPrintable(QString("%1: %2 of %3").arg(type).arg(difference).arg(scale)));
            QCOMPARE(other.weightBytes * (tolerance > 0 ? 2 : 1), wide.weightBytes);
        }
    }

    void readsOldNamesOfTheAutoencoder()
    {
        const fs::path folder = copyOf("ldm");
        const nn::SvcNetworks good = nn::loadSvcNetworks(m_good, "auto", "cpu");
        const nn::TensorSlots slots = good.vae->slots();
        std::vector<Entry> entries = entriesOf(folder / "vae" / "diffusion_pytorch_model.safetensors");
        for (Entry& e : entries) {
            const auto slot = std::find_if(slots.begin(), slots.end(), [&](const nn::TensorSlot& s) { return s.name == e.name; });
            e.name = slot->otherNames.at(1); // the original training code's, where attention is a convolution
            if (e.name.find("attn_1") != std::string::npos && e.shape.size() == 2)
                e.shape.insert(e.shape.end(), {1, 1});
        }
        entries.push_back({"model.diffusion_model.out.2.bias", TensorType::F32, {1}, std::string(4, '\0')});
        writeEntries(folder / "vae" / "diffusion_pytorch_model.safetensors", entries);
        const nn::SvcNetworks old = nn::loadSvcNetworks(folder, "auto", "cpu");
        const at::Tensor picture = at::zeros({1, 3, 64, 64});
        QVERIFY(at::equal(good.vae->encode(picture), old.vae->encode(picture)));
    }

    void namesWhatIsWrong_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::addColumn<QStringList>("said");
        QTest::newRow("no folder") << "nofolder" << QStringList{"no folder with the weights"};
        QTest::newRow("no network") << "nonetwork" << QStringList{"the network is missing", "modelv1.1.safetensors", "licence"};
        QTest::newRow("no autoencoder") << "novae" << QStringList{"the autoencoder is missing"};
        QTest::newRow("missing tensors") << "missing" << QStringList{"2 missing", "out.2.bias"};
        QTest::newRow("wrong shape") << "shape" << QStringList{"1 of another shape", "time_embed.0.bias", "[64]", "[128]"};
        QTest::newRow("unexpected tensor") << "extra" << QStringList{"1 unexpected", "lora.up"};
        QTest::newRow("NaN") << "nan" << QStringList{"not numbers", "out.2.weight"};
        QTest::newRow("NaN in the image encoder") << "clipnan" << QStringList{"not numbers", "visual.proj"};
        QTest::newRow("integers") << "integers" << QStringList{"out.2.bias", "has the type I32"};
        QTest::newRow("another autoencoder") << "vae16" << QStringList{"16 channels", "another model"};
        QTest::newRow("another kind of autoencoder") << "vaekind" << QStringList{"another kind of autoencoder"};
        QTest::newRow("autoencoder without its config") << "vaeconfig" << QStringList{"not those of this network", "Stable Diffusion 2.1"};
        QTest::newRow("another image encoder") << "clip" << QStringList{"image encoder"};
        QTest::newRow("absurd config") << "absurd" << QStringList{"model_channels"};
        QTest::newRow("huge config") << "huge" << QStringList{"not those of this network"};
        QTest::newRow("cut file") << "cut" << QStringList{"model.safetensors"};
    }

    void namesWhatIsWrong()
    {
        QFETCH(QString, damage);
        QFETCH(QStringList, said);
        const fs::path folder = copyOf(damage.toStdString());
        const fs::path network = folder / "model.safetensors", vae = folder / "vae" / "diffusion_pytorch_model.safetensors", clip = folder / "clip" / "open_clip_model.safetensors";
        const auto edit = [&](const fs::path& path, const auto& change) {
            std::vector<Entry> entries = entriesOf(path);
            change(entries);
            writeEntries(path, entries);
        };
        const auto named = [](std::vector<Entry>& entries, const std::string& name) -> Entry& {
            return *std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.name == name; });
        };
        const auto configure = [&](const fs::path& path, const char* key, const Json& value) {
            Json config = readJson(path);
            config[key] = value;
            writeJson(path, config);
        };
        const auto poison = [](Entry& entry) {
            const float nan = std::nanf("");
            std::memcpy(entry.bytes.data() + 8, &nan, sizeof nan);
        };
        if (damage == "nofolder")
            fs::remove_all(folder);
        else if (damage == "nonetwork")
            fs::remove(network);
        else if (damage == "novae")
            fs::remove(vae);
        else if (damage == "missing")
            edit(network, [&](auto& e) { std::erase_if(e, [](const Entry& x) { return x.name == "out.2.bias" || x.name == "out.0.weight"; }); });
        else if (damage == "shape")
            edit(network, [&](auto& e) {
                Entry& x = named(e, "time_embed.0.bias");
                x.shape = {64};
                x.bytes.resize(256);
            });
        else if (damage == "extra")
            edit(network, [&](auto& e) { e.push_back({"lora.up", TensorType::F32, {1}, std::string(4, '\0')}); });
        else if (damage == "nan")
            edit(network, [&](auto& e) { poison(named(e, "out.2.weight")); });
        else if (damage == "clipnan")
            edit(clip, [&](auto& e) { poison(named(e, "visual.proj")); });
        else if (damage == "integers")
            edit(network, [&](auto& e) { named(e, "out.2.bias").type = TensorType::I32; });
        else if (damage == "vae16")
            configure(folder / "vae" / "config.json", "latent_channels", 16);
        else if (damage == "vaekind")
            configure(folder / "vae" / "config.json", "down_block_types", Json::array({"A", "B", "C", "D"}));
        else if (damage == "vaeconfig")
            fs::remove(folder / "vae" / "config.json");
        else if (damage == "clip")
            configure(folder / "clip" / "config.json", "embed_dim", 32);
        else if (damage == "absurd")
            configure(folder / "config.json", "model_channels", -5);
        else if (damage == "huge")
            configure(folder / "config.json", "model_channels", 32768);
        else if (damage == "cut")
            fs::resize_file(network, fs::file_size(network) / 2);
        QString message;
        try {
            nn::loadSvcNetworks(folder, "auto", "cpu");
        } catch (const Error& error) {
            message = QString::fromStdString(error.what());
        }
        QVERIFY2(!message.isEmpty(), "it was accepted");
        for (const QString& part : said)
            QVERIFY2(message.contains(part), qPrintable(message));
        QVERIFY2(message.size() < 1500, qPrintable(QString::number(message.size())));
    }

    void optionsAreChecked()
    {
        QVERIFY_THROWS_EXCEPTION(Error, nn::loadSvcNetworks(m_good, "int8", "cpu"));
        QVERIFY_THROWS_EXCEPTION(Error, nn::loadSvcNetworks(m_good, "auto", "tpu"));
        QVERIFY_THROWS_EXCEPTION(Error, createSvcTestWeights(m_good, "tiny", 1)); // it is there already
        QVERIFY_THROWS_EXCEPTION(Error, createSvcTestWeights(m_good.string() + "x", "giant", 1));
    }

    /// The cost model walks the layers on its own: it must arrive at the released numbers of parameters.
    void costModelKnowsTheReleasedNetworks()
    {
        QCOMPARE(nn::svcUNetCost({}, 21, 72, 72).parameters, 1263968004.0);
        QCOMPARE(nn::svcEncoderCost({}, 576, 576).parameters + nn::svcDecoderCost({}, 576, 576).parameters, 83653863.0);
        QCOMPARE(nn::svcClipCost({}).parameters, 632076800.0);
        const nn::SvcNetworks tiny = nn::loadSvcNetworks(m_good, "auto", "cpu");
        double parameters = 0;
        for (const nn::TensorSlot& slot : tiny.unet->slots())
            parameters += static_cast<double>(slot.target->numel());
        QCOMPARE(nn::svcUNetCost(tiny.unet->config(), 8, 8, 8).parameters, parameters);
    }

    void costGrowsAsItShould()
    {
        const double one = nn::svcUNetCost({}, 21, 72, 72).operations, twice = nn::svcUNetCost({}, 21, 72, 144).operations;
        QVERIFY(twice > 2 * one); // attention grows with the square
        QVERIFY(twice < 4 * one);
        const Json small = estimateSvc({}, 576, 576, 20, 50), large = estimateSvc({}, 576, 576, 111, 50);
        QCOMPARE(small["network_calls"].get<int>(), 1);
        QCOMPARE(large["network_calls"].get<int>(), 9);
        QVERIFY(large["operations"].get<double>() > 8 * small["operations"].get<double>());
    }

    /// The time comes from what this machine was measured to reach: it is the time of the parts at their rates, and about what a
    /// network of another size really takes here.
    void timeComesFromMeasuredRates()
    {
        const nn::SvcRate& rate = nn::svcRate();
        QVERIFY(rate.products > 0 && rate.layers > 0 && rate.attention > 0);
        nn::SvcCost cost;
        cost.operations = 5e12;
        cost.attention = 2e12;
        QVERIFY(std::abs(cost.seconds({100, 60, 40}) - (50 + 50)) < 1e-9);
        const Json told = nn::toJson(cost, nn::SvcRate{100, 60, 40});
        QVERIFY(std::abs(told["share_of_peak"].get<double>() - 0.5) < 1e-9);
        QVERIFY(!nn::toJson(cost).contains("seconds"));

        setTorchThreads(availableProcessors()); // as it was measured
        const c10::InferenceMode inference;
        nn::SvcUNetConfig config;
        config.channels = 128;
        config.multipliers = {1, 2};
        config.transformerDepth = {1, 1};
        config.frames = 4;
        config.joined = {"output_ds2"};
        nn::SvcUNet network(config);
        for (const nn::TensorSlot& slot : network.slots())
            *slot.target = at::full(slot.shape, 0.01f);
        const at::Tensor x = at::ones({4, config.inChannels, 32, 32}), dense = at::ones({4, config.denseChannels, 32, 32}), context = at::ones({4, 1, config.contextWidth});
        double seconds = 1e9;
        for (int i = 0; i < 3; ++i) {
            QElapsedTimer timer;
            timer.start();
            network.forward(x, at::full({4}, 500, at::kLong), context, dense, 4);
            seconds = std::min(seconds, static_cast<double>(timer.nsecsElapsed()) * 1e-9);
        }
        const nn::SvcNetworkCost own = nn::svcUNetCost(config, 4, 32, 32);
        cost.operations = own.operations;
        cost.attention = own.attention;
        const double ratio = cost.seconds(rate) / seconds;
        QVERIFY2(ratio > 0.2 && ratio < 5, qPrintable(QString("predicted %1 s, took %2 s").arg(cost.seconds(rate)).arg(seconds))); // others may share the machine
        qInfo("predicted %.3f s, took %.3f s", cost.seconds(rate), seconds);
        setTorchThreads(1);
    }

private:
    fs::path copyOf(const std::string& name)
    {
        const fs::path folder = fs::path(m_directory.path().toStdString()) / name;
        fs::copy(m_good, folder, fs::copy_options::recursive);
        return folder;
    }

    QTemporaryDir m_directory;
    fs::path m_good;
};

QTEST_APPLESS_MAIN(TestSvcWeights)
#include "tst_SvcWeights.moc"
