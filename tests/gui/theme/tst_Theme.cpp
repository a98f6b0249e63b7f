#include <cmath>

#include <QApplication>
#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "ui/theme/IconSet.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/NumberField.h"

using namespace w2v;

namespace {

double luminance(const QColor& color)
{
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// WCAG 2 contrast ratio.
double contrast(const QColor& a, const QColor& b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().install(*qApp, Theme::Mode::Dark); }

    void textIsReadable_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("dark") << int(Theme::Mode::Dark);
        QTest::newRow("light") << int(Theme::Mode::Light);
    }

    void textIsReadable()
    {
        QFETCH(int, mode);
        const auto color = [mode](ColorRole role) { return Theme::color(role, Theme::Mode(mode)); };
        for (const ColorRole ground : {ColorRole::Window, ColorRole::Surface, ColorRole::Raised, ColorRole::Selection}) {
            QVERIFY(contrast(color(ColorRole::Text), color(ground)) >= 4.5);
        }
        for (const ColorRole ground : {ColorRole::Window, ColorRole::Surface})
            QVERIFY(contrast(color(ColorRole::Muted), color(ground)) >= 4.5);
        QVERIFY(contrast(color(ColorRole::OnAccent), color(ColorRole::Accent)) >= 4.5);
        for (const ColorRole meaning : {ColorRole::Observed, ColorRole::Imagined, ColorRole::Contradicts, ColorRole::Truth, ColorRole::Accent})
            QVERIFY2(contrast(color(meaning), color(ColorRole::Surface)) >= 3, qPrintable(color(meaning).name()));
    }

    void meaningsDiffer()
    {
        for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
            QSet<QRgb> seen;
            for (const ColorRole role : {ColorRole::Observed, ColorRole::Imagined, ColorRole::Contradicts, ColorRole::Truth, ColorRole::Accent})
                seen.insert(Theme::color(role, mode).rgb());
            QCOMPARE(seen.size(), 5);
        }
    }

    void switchingRepaintsWidgetsAndIcons()
    {
        QPushButton button(themedIcon("play"), "Play");
        button.show();
        QVERIFY(QTest::qWaitForWindowExposed(&button));
        const QImage dark = button.grab().toImage();
        const QImage darkIcon = themedIcon("play").pixmap(16, 16).toImage();
        QSignalSpy changed(&Theme::instance(), &Theme::changed);
        Theme::instance().setMode(Theme::Mode::Light);
        QCOMPARE(changed.count(), 1);
        QVERIFY(button.grab().toImage() != dark);
        QVERIFY(themedIcon("play").pixmap(16, 16).toImage() != darkIcon);
        Theme::instance().setMode(Theme::Mode::Dark);
        QCOMPARE(button.grab().toImage(), dark);
    }

    void everyIconDraws()
    {
        QVERIFY(iconNames().size() > 60);
        for (const QString& name : iconNames()) {
            const QImage image = iconPixmap(name, 20, ColorRole::Text).toImage();
            int inked = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    inked += qAlpha(image.pixel(x, y)) > 60;
            QVERIFY2(inked > 12, qPrintable(name + " is empty"));
            if (name == "app" || name == "field-arrow")
                continue;
            QFile file(":/icons/" + name + ".svg");
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray svg = file.readAll();
            QVERIFY2(svg.contains("stroke-width=\"1.5\"") && svg.contains("currentColor"), qPrintable(name));
        }
    }

    void numbersUnderstandUnits_data()
    {
        QTest::addColumn<int>("quantity");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<double>("value");
        QTest::newRow("centimetres") << int(Quantity::Length) << "50 cm" << 0.5;
        QTest::newRow("bare") << int(Quantity::Length) << "1.25" << 1.25;
        QTest::newRow("comma") << int(Quantity::Length) << "0,5 m" << 0.5;
        QTest::newRow("radians") << int(Quantity::Angle) << "0.5 rad" << 28.6;
        QTest::newRow("degree sign") << int(Quantity::Angle) << QString("30") + QChar(0xb0) << 30.0;
    }

    void numbersUnderstandUnits()
    {
        QFETCH(int, quantity);
        QFETCH(QString, typed);
        QFETCH(double, value);
        NumberField field{Quantity(quantity)};
        QVERIFY(std::abs(field.valueFromText(typed) - value) < 0.05);
        field.setValue(7);
        QCOMPARE(field.valueFromText("3 potatoes"), 7.0);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_Theme.moc"
