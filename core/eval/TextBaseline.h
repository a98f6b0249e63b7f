#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/supervision/QaRecord.h"
#include "core/supervision/TokenModel.h"

namespace w2v {

/// Words, pairs of neighbouring words and rounded numbers (by their place among the numbers) of a question without its image
/// marks; with pairs of numbers' differences, so that two boxes can be compared.
Tokens questionTokens(std::string_view question);

/// A small model of the text alone: logistic regression from a question's tokens to the answer; the most frequent answers of
/// the training records are its classes.
class TextBaseline {
public:
    explicit TextBaseline(std::span<const QaRecord> training);

    /// Empty for a task without training records.
    std::string answer(const QaRecord& record) const;

private:
    struct TaskModel {
        std::vector<std::string> answers;
        std::unique_ptr<TokenModel> model;
    };
    std::map<Task, TaskModel> m_models;
};

} // namespace w2v
