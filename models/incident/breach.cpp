#include "models/incident/breach.h"

#include "models/base/cbor.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
void writeTexts(cbor::Writer& writer, const QStringList& texts)
{
    writer.array(static_cast<std::size_t>(texts.size()));
    for (const QString& text : texts) {
        writer.text(text);
    }
}
} // namespace

Bytes BreachRecord::signedMessage(const Id& id) const
{
    cbor::Writer writer;
    writer.array(13);
    writer.text(u"bulkhead breach record 1");
    writer.bytes(id.bytes());
    writer.bytes(incident.bytes());
    writer.integer(number);
    writer.text(conclusion);
    writer.text(provenance);
    writer.text(identifiability);
    writeTexts(writer, answers);
    writeTexts(writer, open);
    writer.text(reasoning);
    writer.text(document);
    writer.integer(signedAt);
    writer.bytes(supersedes.isNull() ? Bytes() : supersedes.bytes());
    return writer.take();
}

Bytes PackReview::signedMessage(const Id& id) const
{
    cbor::Writer writer;
    writer.array(8);
    writer.text(u"bulkhead pack review 1");
    writer.bytes(id.bytes());
    writer.text(pack);
    writer.text(version);
    writer.bytes(sha256);
    writer.text(note);
    writer.integer(reviewedAt);
    writer.integer(reviewDue.value_or(0));
    return writer.take();
}

Id RegisterEntry::idFor(const Id& incident)
{
    return Id::derived("bulkhead register "_ba + incident.bytes());
}

} // namespace bulkhead
