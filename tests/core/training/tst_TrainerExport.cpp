#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <yaml-cpp/yaml.h>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/training/RecipeDiff.h"
#include "core/training/ShippedRecipes.h"
#include "core/training/TrainerExport.h"

using namespace w2v;

namespace {

const TrainerPlaces kPlaces{"/out/it's here", "/out/it's here/train.jsonl", "/out/heldout.jsonl", 0};

std::string fileOf(const std::vector<TrainerFile>& files, const std::string& name)
{
    for (const TrainerFile& file : files)
        if (file.name == name)
            return file.text;
    return {};
}

} // namespace

class TestTrainerExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePapersSupervisedSettings()
    {
        const std::string script = fileOf(trainerFiles(recipeNamed("paper-sft"), OutsideTrainer::Swift, kPlaces), "train.sh");
        for (const char* words : {"--lora_rank 256 ", "--lora_alpha 512 ", "--target_modules all-linear ", "--freeze_vit true ", "--torch_dtype bfloat16 ", "--num_train_epochs 1 ",
                                  "--per_device_train_batch_size 8 ", "--gradient_accumulation_steps 2 ", "--learning_rate 1.0e-05 ", "--lr_scheduler_type cosine ", "--warmup_ratio 0.05 ",
                                  "--weight_decay 0.1 ", "--adam_beta1 0.9 ", "--adam_beta2 0.95 ", "--max_length 8192 ", "--max_pixels 1003520 ", "--deepspeed zero2 ", "--save_steps 40 ",
                                  "--eval_steps 40 ", "NPROC_PER_NODE:-8", "--output_dir 'output' ", "--val_dataset '/out/heldout.jsonl' "})
            QVERIFY2(script.find(words) != std::string::npos, words);
        // On one GPU a step has as many examples.
        TrainerPlaces one = kPlaces;
        one.gpus = 1;
        const std::string alone = fileOf(trainerFiles(recipeNamed("paper-sft"), OutsideTrainer::Swift, one), "train.sh");
        QVERIFY(alone.find("--gradient_accumulation_steps 16 ") != std::string::npos);
        QVERIFY(alone.find("deepspeed") == std::string::npos);
        // A shell takes it as it is meant.
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("train.sh"));
        writeFileAtomic(file.toStdString(), "swift() { printf '%s\\n' \"$@\" > args; }\npython() { echo \"$major\"; }\n" + script);
        for (const auto& [version, flag] : {std::pair("False", "--train_type"), std::pair("True", "--tuner_type")}) {
            QProcess bash;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QStringLiteral("major"), QLatin1String(version));
            bash.setProcessEnvironment(environment);
            bash.start(QStringLiteral("bash"), {file, QStringLiteral("--extra")});
            QVERIFY(bash.waitForFinished(20'000));
            QCOMPARE(bash.exitCode(), 0);
            const QStringList args = QString::fromStdString(readFile(folder.filePath("args").toStdString())).split(QLatin1Char('\n'));
            QCOMPARE(args.value(0), QStringLiteral("sft"));
            QCOMPARE(args.value(args.indexOf(QStringLiteral("--dataset")) + 1), QStringLiteral("/out/it's here/train.jsonl"));
            QCOMPARE(args.value(args.indexOf(QLatin1String(flag)) + 1), QStringLiteral("lora"));
            QVERIFY(args.contains(QStringLiteral("--extra")));
        }
    }

    void thePapersReinforcementSettings()
    {
        const auto files = trainerFiles(recipeNamed("paper-grpo"), OutsideTrainer::EasyR1, kPlaces);
        const YAML::Node config = YAML::Load(fileOf(files, "config.yaml"));
        const auto number = [](const YAML::Node& node) { return node.as<double>(); };
        QCOMPARE(config["data"]["train_files"].as<std::string>(), kPlaces.trainFile);
        QCOMPARE(number(config["data"]["rollout_batch_size"]), 4.0);
        QCOMPARE(number(config["data"]["max_prompt_length"]), 1024.0);
        QCOMPARE(number(config["data"]["max_response_length"]), 256.0);
        QVERIFY(config["data"]["format_prompt"].IsNull());
        QCOMPARE(number(config["data"]["max_pixels"]), 4194304.0);
        QCOMPARE(config["algorithm"]["kl_penalty"].as<std::string>(), std::string("low_var_kl"));
        QCOMPARE(number(config["algorithm"]["kl_coef"]), 0.01);
        const YAML::Node actor = config["worker"]["actor"];
        QCOMPARE(number(actor["global_batch_size"]), 2.0);
        QCOMPARE(number(actor["micro_batch_size_per_device_for_update"]), 1.0);
        QCOMPARE(number(actor["optim"]["lr"]), 1e-6);
        QCOMPARE(number(actor["optim"]["weight_decay"]), 0.01);
        QVERIFY(!actor["model"]["freeze_vision_tower"].as<bool>());
        QVERIFY(!actor["model"]["lora"]);
        QCOMPARE(number(config["worker"]["rollout"]["n"]), 4.0);
        QCOMPARE(number(config["worker"]["rollout"]["tensor_parallel_size"]), 2.0);
        QCOMPARE(number(config["worker"]["rollout"]["limit_images"]), 2.0);
        QCOMPARE(config["worker"]["reward"]["reward_function"].as<std::string>(), kPlaces.folder + "/world2vlm_reward.py:compute_score");
        QCOMPARE(number(config["trainer"]["n_gpus_per_node"]), 4.0);
        QCOMPARE(number(config["trainer"]["save_freq"]), 5.0);
        QCOMPARE(number(config["trainer"]["total_epochs"]), 1.0);
        QCOMPARE(config["trainer"]["save_checkpoint_path"].as<std::string>(), kPlaces.folder + "/checkpoints");
        QVERIFY(fileOf(files, "world2vlm_reward.py").find("\nRULE = \"reference\"\n") != std::string::npos);
        // EasyR1 refuses other splits of a rollout batch.
        QCOMPARE(static_cast<int>(number(config["data"]["rollout_batch_size"])) % static_cast<int>(number(actor["global_batch_size"])), 0);
    }

    void everyDecimalStaysANumber() // YAML 1.1 readers take 1e-06 for a text
    {
        const std::string config = fileOf(trainerFiles(recipeNamed("paper-grpo"), OutsideTrainer::EasyR1, kPlaces), "config.yaml");
        QVERIFY(config.find("lr: 1.0e-06") != std::string::npos);
        const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
        QProcess process;
        process.start(python, {QStringLiteral("-c"), QStringLiteral("import sys, yaml; print(type(yaml.safe_load(sys.stdin)['worker']['actor']['optim']['lr']).__name__)")});
        process.write(QByteArray::fromStdString(config));
        process.closeWriteChannel();
        if (python.isEmpty() || !process.waitForFinished(20'000) || process.exitCode() != 0)
            QSKIP("PyYAML is not installed");
        QCOMPARE(process.readAllStandardOutput().trimmed(), QByteArray("float"));
    }

    void whatIsLeftBehindIsSaid()
    {
        QVERIFY(leftBehind(recipeNamed("paper-sft"), OutsideTrainer::Swift).empty());
        QVERIFY(leftBehind(recipeNamed("paper-grpo"), OutsideTrainer::EasyR1).empty());
        const auto left = leftBehind(recipeNamed("w2v-tiny-sft"), OutsideTrainer::Swift);
        const auto names = [&](const char* field) { return std::any_of(left.begin(), left.end(), [&](const std::string& one) { return one.starts_with(field); }); };
        QVERIFY(names("data.curriculum"));
        QVERIFY(names("data.tasks"));
        QVERIFY(names("auxiliary"));
        QVERIFY(names("data.loss_mean"));
        QVERIFY(names("length.minutes"));
    }

    void wrongPairsAreAnError()
    {
        QVERIFY_THROWS_EXCEPTION(Error, trainerFiles(recipeNamed("paper-sft"), OutsideTrainer::EasyR1, kPlaces));
        QVERIFY_THROWS_EXCEPTION(Error, trainerFiles(recipeNamed("w2v-tiny-scratch"), OutsideTrainer::Swift, kPlaces)); // random weights
        QVERIFY_THROWS_EXCEPTION(Error, parseOutsideTrainer("trl"));
        QVERIFY(parseOutsideTrainer("easyr1") == OutsideTrainer::EasyR1);
    }

    void differencesOfRecipes()
    {
        Recipe a, b;
        QVERIFY(recipeDifferences(a, b).empty());
        b.name = "other"; // changes nothing
        b.batch = 24;
        b.tasks["D1"] = 9;
        const auto all = recipeDifferences(a, b);
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0].path, std::string("optimizer.batch"));
        QCOMPARE(all[0].before, std::string("16"));
        QCOMPARE(all[0].after, std::string("24"));
        QVERIFY(!all[0].comment.empty());
        QCOMPARE(all[1].path, std::string("data.tasks"));
    }

    void theDefaultRecipeBeginsAtTheShippedBase()
    {
        const Recipe recipe = recipeNamed(std::string(kDefaultRecipe));
        QCOMPARE(recipe.base, std::string("w2v-tiny"));
        QVERIFY(recipe.preset.empty());
        const auto names = shippedRecipeNames();
        QVERIFY(std::find(names.begin(), names.end(), "paper-grpo") != names.end());
    }
};

QTEST_GUILESS_MAIN(TestTrainerExport)
#include "tst_TrainerExport.moc"
