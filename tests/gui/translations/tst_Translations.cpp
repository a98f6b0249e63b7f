#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

/// The Simplified Chinese translation is complete: no string of the window is missing, unfinished, empty, or has lost a
/// placeholder; the English one has the plurals and nothing else. The sources are read again, so a new tr() fails here until it is
/// translated.
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
    void nothingIsMissingOrUnfinished_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("atLeast");
        QTest::addRow("zh_CN") << QStringList() << 300;
        QTest::addRow("en") << QStringList{QStringLiteral("-pluralonly")} << 10;
    }

    void nothingIsMissingOrUnfinished()
    {
        QFETCH(QStringList, options);
        QFETCH(int, atLeast);
        const QString source = QStringLiteral(W2V_SOURCE_DIR), name = QStringLiteral("w2v_%1.ts").arg(QLatin1String(QTest::currentDataTag()));
        QTemporaryDir folder;
        const QString copy = folder.filePath(name);
        QVERIFY(QFile::copy(source + QStringLiteral("/translations/") + name, copy));
        QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
        QProcess lupdate;
        // -I: the headers give the contexts their namespace.
        lupdate.start(QStringLiteral(W2V_LUPDATE), QStringList{QStringLiteral("-I"), source, QStringLiteral("-locations"), QStringLiteral("none"), QStringLiteral("-no-obsolete"),
                                                               source + QStringLiteral("/ui"), source + QStringLiteral("/app")} + options + QStringList{QStringLiteral("-ts"), copy});
        QVERIFY(lupdate.waitForFinished(60'000));
        QCOMPARE(lupdate.exitCode(), 0);

        const QList<Message> messages = read(copy);
        QVERIFY2(messages.size() >= atLeast, "lupdate found too few strings: it did not see the sources");
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

    void oneAndMany_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QStringList>("expected");
        QTest::addRow("en") << "en" << QStringList{QStringLiteral("path of 0 moves"), QStringLiteral("path of 1 move"), QStringLiteral("path of 2 moves")};
        QTest::addRow("zh_CN") << "zh_CN" << QStringList{QStringLiteral("共 0 步的路径"), QStringLiteral("共 1 步的路径"), QStringLiteral("共 2 步的路径")};
    }

    void oneAndMany()
    {
        QFETCH(QString, language);
        QFETCH(QStringList, expected);
        QTranslator translator;
        QVERIFY(translator.load(QStringLiteral(":/i18n/w2v_%1.qm").arg(language)));
        QVERIFY(QCoreApplication::installTranslator(&translator));
        QStringList said;
        for (int n = 0; n < 3; ++n)
            said += QCoreApplication::translate("w2v::ObserveWorkspace", "path of %n move(s)", nullptr, n);
        QCOMPARE(said, expected);
        QCoreApplication::removeTranslator(&translator);
    }
};

QTEST_GUILESS_MAIN(tst_Translations)
#include "tst_Translations.moc"
