#include "app/ctl/call.h"
#include "app/ctl/help.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/text.h"
#include "models/base/translations.h"
#include "models/vault/vault.h"

#include <QGuiApplication>

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>

namespace bulkhead::ctl {
namespace {

using namespace Qt::StringLiterals;

/// Known before the command line is understood, so that even its errors come in the form that was asked for.
bool isAsked(const QStringList& words, QLatin1StringView option)
{
    const qsizetype end = words.indexOf("--"_L1);
    return words.first(end < 0 ? words.size() : end).contains(option);
}

Expected<Exit> run(const Catalogue& catalogue, const QStringList& words, const Output& output,
                   const Interrupt& interrupt)
{
    TRY(Invocation invocation, parse(catalogue, words));
    if (invocation.wantsHelp) {
        const QString text = helpFor(catalogue, invocation.group);
        output.answer({{u"help"_s, text}}, text);
        return Exit::Done;
    }
    const Handler handler = invocation.command->run;
    Call call(catalogue, std::move(invocation), output, interrupt.token());
    auto result = handler(call);
    if (!result && interrupt.token().stop_requested()) {
        return cancelled();
    }
    return result;
}

Exit runProgram(const QStringList& words)
{
    const Interrupt interrupt;
    const Output output(isAsked(words, "--json"_L1), isAsked(words, "--quiet"_L1));
    const auto result = run(makeCatalogue(), words, output, interrupt);
    if (!result) {
        output.error(result.error());
        return exitFor(result.error());
    }
    if (!output.isWhole()) {
        output.important(Ctl::tr("bulkheadctl: the answer could not be written whole."));
        return Exit::Machine;
    }
    return *result;
}

} // namespace
} // namespace bulkhead::ctl

namespace {
/// Pages are laid out, and fonts and a platform loaded, only where somebody asks for a PDF, or for what crm attach
/// makes unless it is told otherwise.
std::unique_ptr<QCoreApplication> makeApplication(int& argc, char** argv)
{
    const auto isPdf = [](const char* word) {
        const std::string_view text(word);
        return text == "pdf" || text.ends_with("=pdf") || text == "attach";
    };
    if (std::ranges::none_of(std::span(argv, static_cast<std::size_t>(argc)), isPdf)) {
        return std::make_unique<QCoreApplication>(argc, argv);
    }
    qputenv("QT_QPA_PLATFORM", "offscreen"); // no window is ever opened
    return std::make_unique<QGuiApplication>(argc, argv);
}
} // namespace

int main(int argc, char* argv[])
{
    bulkhead::hardenProcess();
    const auto application = makeApplication(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("bulkheadctl"));
    QCoreApplication::setOrganizationName(QStringLiteral("bulkhead"));
    bulkhead::installTranslations();
    return static_cast<int>(bulkhead::ctl::runProgram(QCoreApplication::arguments().mid(1)));
}
