#include "models/journal/judge.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace bulkhead::journal {

namespace {
struct Reason
{
    QLatin1StringView code;
    const char* sentence;
};

constexpr std::array reasons = {
    Reason{QLatin1StringView("bad-encoding"),
           QT_TRANSLATE_NOOP("Journal", "The change is not written as this program writes changes.")},
    Reason{QLatin1StringView("not-authentic"),
           QT_TRANSLATE_NOOP("Journal", "The content of the change was not sealed with the stream's key.")},
    Reason{QLatin1StringView("too-large"),
           QT_TRANSLATE_NOOP("Journal", "The change is larger than a change may be (1 MiB, 4,096 facts).")},
    Reason{QLatin1StringView("clock"),
           QT_TRANSLATE_NOOP("Journal", "The change is dated before changes that its author had seen.")},
    Reason{QLatin1StringView("broken-chain"),
           QT_TRANSLATE_NOOP("Journal", "The change does not continue its device's chain.")},
    Reason{QLatin1StringView("not-enrolled"),
           QT_TRANSLATE_NOOP("Journal", "The device was not enrolled when it wrote this change.")},
    Reason{QLatin1StringView("bad-certificate"),
           QT_TRANSLATE_NOOP("Journal", "The device's enrolment carries no certificate of a member.")},
    Reason{QLatin1StringView("not-permitted"), QT_TRANSLATE_NOOP("Journal", "Its author had no right to write this.")},
    Reason{QLatin1StringView("closed"), QT_TRANSLATE_NOOP("Journal", "The incident was closed when this was written.")},
    Reason{QLatin1StringView("bad-value"),
           QT_TRANSLATE_NOOP("Journal", "A value is not of the kind that its field takes.")},
    Reason{QLatin1StringView("misplaced"),
           QT_TRANSLATE_NOOP("Journal", "Something was written in a stream where it does not belong.")},
    Reason{QLatin1StringView("missing"),
           QT_TRANSLATE_NOOP("Journal", "Changes that its author had seen have not arrived yet.")},
    Reason{QLatin1StringView("unsigned"),
           QT_TRANSLATE_NOOP("Journal", "Its device has not signed it yet, or the signature has not arrived.")},
    Reason{QLatin1StringView("ahead"),
           QT_TRANSLATE_NOOP("Journal", "It is dated more than ten minutes ahead of this machine's clock.")},
    Reason{QLatin1StringView("fork"),
           QT_TRANSLATE_NOOP("Journal",
                             "Its device wrote two different changes in the same place. An administrator has to "
                             "decide what is entered again.")},
    Reason{
        QLatin1StringView("revoked"),
        QT_TRANSLATE_NOOP("Journal", "An administrator has revoked the device; this is not among what still counts.")},
    Reason{QLatin1StringView("newer"),
           QT_TRANSLATE_NOOP("Journal", "A newer version of the program wrote it; this one cannot judge it.")},
    Reason{
        QLatin1StringView("forged"),
        QT_TRANSLATE_NOOP("Journal", "It stands at the end of this device's chain, but this device did not write it.")},
};
} // namespace

QString reasonSentence(const QString& reason)
{
    const auto found = std::ranges::find_if(reasons, [&](const Reason& one) { return one.code == reason; });
    return found == reasons.end() ? reason : QCoreApplication::translate("Journal", found->sentence);
}

} // namespace bulkhead::journal
