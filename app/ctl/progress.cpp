#include "app/ctl/progress.h"

#include <QLocale>

#include <cstdio>
#include <unistd.h>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 barEveryMs = 100;
constexpr qint64 lineEveryMs = 3000;
constexpr qint64 barCells = 30;

} // namespace

QString sizeText(qint64 bytes)
{
    return QLocale(QLocale::English).formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

Progress::Progress(const Output& output, QString what, Unit unit)
    : m_output(output)
    , m_what(std::move(what))
    , m_unit(unit)
    , m_isTerminal(::isatty(STDERR_FILENO) == 1)
{
    m_sinceStart.start();
}

Progress::~Progress()
{
    if (m_hasBar) {
        std::fputs("\r\033[K", stderr);
        std::fflush(stderr);
    }
}

QString Progress::amount(qint64 value) const
{
    return m_unit == Unit::Bytes ? sizeText(value) : QString::number(value);
}

void Progress::show(qint64 done, qint64 all)
{
    const qint64 now = m_sinceStart.elapsed();
    if (m_output.isQuiet() || now - m_shownAt < (m_isTerminal ? barEveryMs : lineEveryMs)) {
        return;
    }
    m_shownAt = now;
    const QString amounts = all > 0 ? u"%1 / %2"_s.arg(amount(done), amount(all)) : amount(done);
    if (!m_isTerminal) {
        m_output.note(all > 0 ? u"%1: %2 %, %3"_s.arg(m_what).arg(100 * done / all).arg(amounts)
                              : u"%1: %2"_s.arg(m_what, amounts));
        return;
    }
    const qint64 filled = all > 0 ? qBound<qint64>(0, barCells * done / all, barCells) : 0;
    const QString bar = all > 0 ? u"[%1%2] "_s.arg(QString(filled, u'#'), QString(barCells - filled, u'.')) : QString();
    std::fputs(u"\r\033[K%1 %2%3"_s.arg(m_what, bar, amounts).toUtf8().constData(), stderr);
    std::fflush(stderr);
    m_hasBar = true;
}

} // namespace bulkhead::ctl
