#include "models/base/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <memory>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
void install(const auto& load)
{
    auto words = std::make_unique<QTranslator>(qApp);
    if (load(*words)) {
        QCoreApplication::installTranslator(words.release());
    }
}
} // namespace

void installTranslations()
{
    install([](QTranslator& words) {
        return words.load(QLocale(), u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    });
    install([](QTranslator& words) {
        return words.load(QLocale(), u"bulkhead"_s, u"_"_s, u":/words"_s) || words.load(u":/words/bulkhead_en.qm"_s);
    });
}

} // namespace bulkhead
