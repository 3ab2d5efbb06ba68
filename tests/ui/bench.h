#pragma once

#include "app/console/console.h"
#include "models/provenance/registry/demo.h"
#include "models/provenance/registry/registry.h"
#include "support/testvault.h"
#include "ui/common/actions.h"
#include "ui/common/appearance.h"
#include "ui/common/formdialog.h"
#include "ui/common/room.h"
#include "ui/common/style.h"

#include <QAccessible>
#include <QDialog>
#include <QSettings>
#include <QTemporaryDir>

namespace bulkhead::test {

constexpr int patienceMs = 60'000;

/// The real program over settings and folders of its own. Each has a window; the demonstration is built once.
class Bench
{
public:
    explicit Bench(QSize size = {1280, 800})
        : m_settings(m_scratch.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat)
        , m_appearance(m_settings)
        , m_preferences(m_settings, m_appearance)
        , m_console(m_preferences, demonstrationFolder())
    {
        qputenv("XDG_STATE_HOME", demonstrationFolder().toUtf8() + "-state");
        QApplication::setStyle(new ConsoleStyle);
        m_appearance.force(Appearance::Scheme::Light);
        m_console.window().resize(size);
        m_console.begin();
        m_console.window().show();
        m_console.window().activateWindow();
        (void)QTest::qWaitForWindowActive(&m_console.window());
    }

    [[nodiscard]] Console& console() { return m_console; }
    [[nodiscard]] MainWindow& window() { return m_console.window(); }
    [[nodiscard]] QSettings& settings() { return m_settings; }
    [[nodiscard]] QString path(const QString& name) const { return m_scratch.filePath(name); }

    /// Nothing is under way any more.
    [[nodiscard]] bool settle()
    {
        // As a desktop does when a dialog has gone.
        if (!dialog() && !window().isActiveWindow()) {
            window().activateWindow();
            (void)QTest::qWaitForWindowActive(&window());
        }
        int still = 0;
        return QTest::qWaitFor(
            [&] {
                const bool isBusy = m_console.entrance() && m_console.entrance()->isBusy();
                still = !isBusy && window().isSettled() ? still + 1 : 0;
                return still > 5;
            },
            patienceMs);
    }
    [[nodiscard]] bool openDemonstration()
    {
        m_console.openDemonstration();
        return QTest::qWaitFor([&] { return m_console.session() && !window().incident().isNull(); }, patienceMs)
            && settle();
    }
    [[nodiscard]] QDialog* dialog() const
    {
        for (QDialog* dialog : const_cast<Console&>(m_console).window().findChildren<QDialog*>()) {
            if (dialog->isVisible()) {
                return dialog;
            }
        }
        return nullptr;
    }
    [[nodiscard]] bool waitForDialog(const QString& name)
    {
        return QTest::qWaitFor(
            [&] {
                return dialog() && dialog()->objectName() == name && QApplication::activeWindow() == dialog()
                    && QApplication::focusWidget();
            },
            patienceMs / 4);
    }

private:
    static QString demonstrationFolder()
    {
        static const QTemporaryDir folder;
        return folder.filePath(QStringLiteral("demonstration"));
    }

    QTemporaryDir m_scratch;
    QSettings m_settings;
    Appearance m_appearance;
    Preferences m_preferences;
    Console m_console;
};

/// Text into whatever has the focus, as a person types it.
inline void type(const QString& text)
{
    if (QWidget* target = QApplication::focusWidget()) {
        QTest::keyClicks(target, text);
    }
}
inline void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QWidget* target = QApplication::focusWidget();
    target = target ? target : QApplication::activeWindow();
    if (target) {
        QTest::keyClick(target, key, modifiers);
    }
}

/// How a widget is spoken of in a failure: "QPushButton okButton in board.page".
inline QString describe(const QWidget& widget)
{
    QString text = QString::fromLatin1(widget.metaObject()->className()) + QLatin1Char(' ') + widget.objectName();
    for (const QWidget* parent = widget.parentWidget(); parent; parent = parent->parentWidget()) {
        if (!parent->objectName().isEmpty() && !parent->objectName().startsWith(QLatin1StringView("qt_"))) {
            return text + QStringLiteral(" in ") + parent->objectName();
        }
    }
    return text;
}

/// Focus stops below `root` that a screen reader could not name.
inline QStringList namelessStops(QWidget& root)
{
    QStringList nameless;
    QList<QWidget*> widgets = root.findChildren<QWidget*>();
    widgets.prepend(&root);
    for (QWidget* widget : widgets) {
        const bool isStop = widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) != 0
            && !widget->focusProxy();
        if (!isStop || widget->isWindow()) {
            continue;
        }
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(widget);
        if (!spoken || spoken->text(QAccessible::Name).trimmed().isEmpty()) {
            nameless.append(describe(*widget));
        }
    }
    return nameless;
}

/// Goes through what a screen reader is given below an interface, at most `limit` children of each, and names those
/// that can take the focus and have no name.
inline void collectNameless(QAccessibleInterface* spoken, int limit, QStringList& nameless)
{
    if (!spoken || !spoken->isValid() || spoken->state().invisible) {
        return;
    }
    const bool isWidget = qobject_cast<QWidget*>(spoken->object()) != nullptr; // those are namelessStops' business
    const bool isCell = spoken->role() == QAccessible::Cell || spoken->role() == QAccessible::ColumnHeader
        || spoken->role() == QAccessible::RowHeader;
    if (!isWidget && !isCell && spoken->state().focusable && !spoken->state().disabled
        && spoken->text(QAccessible::Name).trimmed().isEmpty()) {
        nameless.append(QStringLiteral("role %1 below %2")
                            .arg(int(spoken->role()))
                            .arg(spoken->parent() ? spoken->parent()->text(QAccessible::Name) : QString()));
    }
    for (int i = 0; i < std::min(spoken->childCount(), limit); ++i) {
        collectNameless(spoken->child(i), limit, nameless);
    }
}

inline QStringList namelessIn(QWidget& root)
{
    QStringList nameless = namelessStops(root);
    collectNameless(QAccessible::queryAccessibleInterface(&root), 60, nameless);
    return nameless;
}

} // namespace bulkhead::test
