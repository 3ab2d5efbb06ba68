#include "models/disclosure/demonstration.h"

#include "models/disclosure/drafting.h"

#include <QRegularExpression>

#include <utility>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
/// What stands in the place of an element's first gap.
QString answered(QString markup)
{
    const std::pair<QString, QString> answers[] = {
        {u"f3"_s, u"New notification."_s},
        {u"f4"_s, u"Incomplete."_s},
        {u"f21"_s, u"Helena Sørensen, general counsel, legal@tidewater.example, for Tidewater GmbH."_s},
        {u"f50"_s, u"By a researcher, by e-mail."_s},
        {u"f56"_s,
         u"Established: the list stood on a public page. The log of the gateway covers the nine days with a gap "
         "of 31 hours on the fourth and fifth day; who called in that time is not known."_s},
        {u"f57"_s, u"No protection: the list was readable text."_s},
        {u"f60"_s, u"Misconfiguration of access permissions."_s},
        {u"f63"_s, u"Sandbox API and its gateway, operated by Tidewater GmbH; the data are held in Germany."_s},
    };
    for (const auto& [element, words] : answers) {
        const QRegularExpression gap(uR"((\{#%1\}[^\n]*?)\{\?:[^}]*\})"_s.arg(element));
        if (const auto found = gap.match(markup); found.hasMatch()) {
            markup.replace(found.capturedStart(), found.capturedLength(), found.captured(1) + words);
        }
    }
    return markup;
}

Expected<void> beginNotification(Casework& casework, const Id& incident)
{
    TRY(const auto book, deadline::Lawbook::load());
    TRY(const auto shelf, Bookshelf::load());
    Drafting drafting(casework, book, shelf);
    TRY(const Id draft, drafting.begin(incident, {.templateId = u"gdpr-authority"_s, .zone = u"Europe/Berlin"_s}));
    TRY(const Picture picture, drafting.picture(draft));
    for (const Kept<DisclosureSection>& section : picture.sections) {
        if (const QString text = answered(section.value.text); text != section.value.text) {
            CHECK_OK(drafting.setSection(draft, section.value.key, text));
        }
    }
    return {};
}
} // namespace

Expected<provenance::Demo> createDemoVault(const QString& vaultFolder, const Playbooks& playbooks,
                                           const QString& folder, const provenance::DemoProgress& progress,
                                           std::stop_token stop)
{
    return provenance::createDemoVault(vaultFolder, playbooks, folder, progress, std::move(stop), beginNotification);
}

} // namespace bulkhead::disclosure
