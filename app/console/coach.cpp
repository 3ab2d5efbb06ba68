#include "app/console/coach.h"

#include "ui/common/banner.h"
#include "ui/shell/mainwindow.h"

#include <array>

namespace bulkhead {

namespace {

struct Step
{
    const char* room;
    const char* title;
    const char* text;
};

constexpr std::array steps = {
    Step{"overview", QT_TRANSLATE_NOOP("Coach", "This is the picture of the case."),
         QT_TRANSLATE_NOOP("Coach",
                           "What was leaked, how much of it is real, what is due next. It is made for whoever "
                           "comes in now.")},
    Step{"provenance", QT_TRANSLATE_NOOP("Coach", "Here the question is answered: is it real?"),
         QT_TRANSLATE_NOOP("Coach",
                           "Each row of the leaked list has a verdict with its reasons. Values stay masked "
                           "until somebody asks to see them.")},
    Step{"board", QT_TRANSLATE_NOOP("Coach", "The playbook has become tasks."),
         QT_TRANSLATE_NOOP("Coach",
                           "Lanes are roles, columns are states. Drag a card, or move it with Ctrl and the "
                           "arrow keys.")},
    Step{"timeline", QT_TRANSLATE_NOOP("Coach", "The timeline writes itself."),
         QT_TRANSLATE_NOOP("Coach",
                           "Whatever anybody does is there with its time; what people saw is noted by hand "
                           "beside it.")},
    Step{"audit", QT_TRANSLATE_NOOP("Coach", "And this proves that nothing was altered."),
         QT_TRANSLATE_NOOP("Coach",
                           "Every change is signed and chained. Verify checks all of them from the stored "
                           "bytes.")},
};

} // namespace

Coach::Coach(MainWindow& window)
    : m_window(window)
{
}

void Coach::start()
{
    show(0);
}

void Coach::show(std::size_t step)
{
    const Step& now = steps.at(step);
    m_window.showRoom(QString::fromLatin1(now.room));
    const bool isLast = step + 1 == steps.size();
    Banner* notice = m_window.notice();
    notice->setDismissable(true);
    notice->showText(Tone::Accent, tr("%1 of %2: %3").arg(step + 1).arg(steps.size()).arg(tr(now.title)), tr(now.text));
    notice->setAction(isLast ? tr("&Done") : tr("&Next"), [this, step, isLast] {
        if (isLast) {
            m_window.notice()->dismiss();
        } else {
            show(step + 1);
        }
    });
}

} // namespace bulkhead
