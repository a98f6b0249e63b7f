#pragma once
#include <string>
#include <vector>

#include "core/training/Recipe.h"

namespace w2v {

/// A training program of others that a recipe can be handed to.
enum class OutsideTrainer {
    Swift,  ///< ms-swift 3.x and 4.x, `swift sft`: supervised recipes
    EasyR1, ///< EasyR1 / verl, `python -m verl.trainer.main`: reinforcement recipes
};

/// "ms-swift" or "easyr1"; an Error that lists both for another name.
OutsideTrainer parseOutsideTrainer(const std::string& name);
const char* outsideTrainerName(OutsideTrainer trainer);

/// Where things lie on the machine that trains, and how many GPUs it has.
struct TrainerPlaces {
    std::string folder;              ///< of the export
    std::string trainFile, heldoutFile; ///< heldoutFile may be empty
    int gpus = 0;                    ///< 0 = as published: 8 for ms-swift, 4 for EasyR1
};

struct TrainerFile {
    std::string name, text;          ///< name below the folder
    bool program = false;            ///< to be made executable
};

/// The files that start the trainer with the recipe's settings: train.sh; of EasyR1 also config.yaml and the reward. An Error when the recipe
/// is of another kind than the trainer's.
std::vector<TrainerFile> trainerFiles(const Recipe& recipe, OutsideTrainer trainer, const TrainerPlaces& places);

/// Where the trainer will write its logs, below the folder.
std::string trainerLogFolder(OutsideTrainer trainer);

/// What of the recipe the trainer does not know and so leaves out, one sentence each.
std::vector<std::string> leftBehind(const Recipe& recipe, OutsideTrainer trainer);

/// The reward as a file for EasyR1. `rule`: verified or reference.
std::string rewardFile(const std::string& rule);

} // namespace w2v
