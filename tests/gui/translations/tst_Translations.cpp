#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

/// The Simplified Chinese translation is complete: no string of the window is missing, unfinished, empty, or has lost a
/// placeholder. The sources are read again, so a new tr() fails here until it is translated.
class tst_Translations : public QObject {
    Q_OBJECT
    struct Message {
        QString context, source, translation, type;
        bool numerus = false;
    };

    static QList<Message> read(const QString& path)
    {
        QList<Message> messages;
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return messages;
        QXmlStreamReader xml(&file);
        QString context;
        Message message;
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement()) {
                if (xml.name() == QLatin1String("name")) {
                    context = xml.readElementText();
                } else if (xml.name() == QLatin1String("message")) {
                    message = {context, {}, {}, {}, xml.attributes().value(QStringLiteral("numerus")) == QLatin1String("yes")};
                } else if (xml.name() == QLatin1String("source")) {
                    message.source = xml.readElementText();
                } else if (xml.name() == QLatin1String("translation")) {
                    message.type = xml.attributes().value(QStringLiteral("type")).toString();
                    message.translation = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
                }
            } else if (xml.isEndElement() && xml.name() == QLatin1String("message")) {
                messages.push_back(message);
            }
        }
        return messages;
    }

    static QStringList placeholders(const QString& text)
    {
        static const QRegularExpression pattern(QStringLiteral("%(?:L?\\d+|n)"));
        QStringList found;
        for (auto it = pattern.globalMatch(text); it.hasNext();)
            found += it.next().captured();
        found.removeDuplicates();
        found.sort();
        return found;
    }

private Q_SLOTS:
    void nothingIsMissingOrUnfinished()
    {
        const QString source = QStringLiteral(W2V_SOURCE_DIR);
        QTemporaryDir folder;
        const QString copy = folder.filePath(QStringLiteral("w2v_zh_CN.ts"));
        QVERIFY(QFile::copy(source + QStringLiteral("/translations/w2v_zh_CN.ts"), copy));
        QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
        QProcess lupdate;
        // -I: the headers give the contexts their namespace.
        lupdate.start(QStringLiteral(W2V_LUPDATE), {QStringLiteral("-I"), source, QStringLiteral("-locations"), QStringLiteral("none"), QStringLiteral("-no-obsolete"),
                                                    source + QStringLiteral("/ui"), source + QStringLiteral("/app"), QStringLiteral("-ts"), copy});
        QVERIFY(lupdate.waitForFinished(60'000));
        QCOMPARE(lupdate.exitCode(), 0);

        const QList<Message> messages = read(copy);
        QVERIFY2(messages.size() > 300, "lupdate found too few strings: it did not see the sources");
        QStringList problems;
        for (const Message& message : messages) {
            const QString where = QStringLiteral("%1: \"%2\"").arg(message.context, message.source);
            if (message.type == QLatin1String("unfinished") || message.translation.isEmpty())
                problems += where + QStringLiteral(" is not translated");
            else if (placeholders(message.source) != placeholders(message.translation))
                problems += where + QStringLiteral(" lost a placeholder in \"%1\"").arg(message.translation);
        }
        QVERIFY2(problems.isEmpty(), qPrintable(QStringLiteral("%1 problems:\n%2").arg(problems.size()).arg(problems.join(QLatin1Char('\n')))));
    }

    void isCompiledIn()
    {
        QTranslator translator;
        QVERIFY(translator.load(QStringLiteral(":/i18n/w2v_zh_CN.qm")));
        QCOMPARE(translator.translate("w2v::CurateWorkspace", "Accept"), QStringLiteral("接受"));
    }
};

QTEST_APPLESS_MAIN(tst_Translations)
#include "tst_Translations.moc"
