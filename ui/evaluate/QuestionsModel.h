#pragma once
#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include "ui/evaluate/EvaluationData.h"

namespace w2v {

/// The questions that pass the filter, with a sign per compared model.
class QuestionsModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { TypeRole = Qt::UserRole + 1, SignsRole, RecordRole, MissingRole };

    QuestionsModel(const EvaluationData& data, QObject* parent) : QAbstractListModel(parent), m_data(data) {}

    /// `places`: of the questions in the data.
    void set(std::vector<std::size_t> places, std::vector<std::string> compared);
    std::string recordAt(int row) const;
    int rowOf(const std::string& record) const;
    const std::vector<std::size_t>& places() const { return m_places; } ///< of the shown questions in the data

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    const EvaluationData& m_data;
    std::vector<std::size_t> m_places;
    std::vector<std::string> m_compared;
};

/// A row: the type, then a sign per model, then the first model's reply, or the question where it has none; faint where pictures are missing.
class QuestionDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace w2v
