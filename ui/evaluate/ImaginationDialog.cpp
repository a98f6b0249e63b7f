#include "ui/evaluate/ImaginationDialog.h"

#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "ui/widgets/ImageView.h"
#include "ui/widgets/Labels.h"

namespace w2v {
namespace {

constexpr int kThumbnail = 56;
enum Column { MoveColumn, HelpColumn, PromiseColumn, SeenColumn, SecondsColumn };

QString scoreText(const Json& call)
{
    return call.is_object() && call.contains("score") ? QString::number(call.at("score").get<double>(), 'f', 2) : QStringLiteral("–");
}

} // namespace

ImaginationDialog::ImaginationDialog(const fs::path& file, QWidget* parent)
    : QDialog(parent), m_tree(new QTreeWidget), m_view(new ImageView), m_about(makeMuted({}))
{
    setObjectName(QStringLiteral("imagination"));
    setWindowTitle(tr("What the model imagined"));
    resize(980, 620);
    const Json tree = readJson(file);
    m_tree->setObjectName(QStringLiteral("views"));
    m_tree->setAccessibleName(tr("Imagined views"));
    m_tree->setProperty("look", "plain");
    m_tree->setIconSize({kThumbnail, kThumbnail});
    m_tree->setHeaderLabels({tr("Move"), tr("Helps"), tr("Worth going on"), tr("Seen before"), tr("Seconds")});
    m_tree->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    QList<QTreeWidgetItem*> items;
    try {
        for (const Json& node : tree.at("nodes")) {
            const fs::path image = pathInside(file.parent_path(), node.at("image").get<std::string>());
            QStringList words{QString::fromStdString(node.at("action").get<std::string>()), scoreText(node.at("help")), scoreText(node.at("promise")),
                              QStringLiteral("%1%").arg(100 * node.at("observed_share").get<double>(), 0, 'f', 0),
                              QString::number(node.at("seconds").get<double>(), 'f', 2)};
            if (node.at("shown").get<bool>())
                words[MoveColumn] = tr("★ %1").arg(words[MoveColumn]);
            auto* item = new QTreeWidgetItem(words);
            item->setData(MoveColumn, Qt::UserRole, QString::fromStdString(image.string()));
            item->setToolTip(MoveColumn, node.at("shown").get<bool>() ? tr("shown with the question: %1").arg(QString::fromStdString(node.at("actions").get<std::string>()))
                                                                        : QString::fromStdString(node.at("actions").get<std::string>()));
            item->setIcon(MoveColumn, QIcon(QPixmap(QString::fromStdString(image.string())).scaled(kThumbnail, kThumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
            const int above = node.at("parent").get<int>();
            if (above >= 0 && above < items.size())
                items[above]->addChild(item);
            else
                m_tree->addTopLevelItem(item);
            items << item;
        }
        const Json &calls = tree.at("calls"), &seconds = tree.at("seconds"), &tokens = tree.at("tokens");
        m_about->setText(tr("World model: %1 calls, %2 s. Scores: %3 calls, %4 s. Answer: %5 s. Tokens: %6 read, %7 written. ★ views were shown with the question. "
                            "It answered: %8")
                             .arg(calls.at("world_model").get<int>()).arg(seconds.at("world_model").get<double>(), 0, 'f', 2)
                             .arg(calls.at("score").get<int>()).arg(seconds.at("score").get<double>(), 0, 'f', 2)
                             .arg(seconds.at("answer").get<double>(), 0, 'f', 2).arg(tokens.at("prompt").get<qint64>()).arg(tokens.at("new").get<qint64>())
                             .arg(QString::fromStdString(tree.at("answer").at("reply").get<std::string>())));
    } catch (const Json::exception&) {
        throw Error(file.string(), "is no tree of imagined views", "Ask the model again");
    }
    m_tree->expandAll();
    m_about->setWordWrap(true);
    m_about->setTextFormat(Qt::PlainText);
    m_view->setPlaceholder(tr("Choose a view"));
    connect(m_tree, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        if (!item)
            return;
        m_view->setPixmap(QPixmap(item->data(MoveColumn, Qt::UserRole).toString()));
        m_view->setCaption(item->toolTip(MoveColumn));
    });
    auto* split = new QSplitter;
    split->addWidget(m_tree);
    split->addWidget(m_view);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(split, 1);
    layout->addWidget(m_about);
    if (!items.isEmpty())
        m_tree->setCurrentItem(items.first());
}

} // namespace w2v
