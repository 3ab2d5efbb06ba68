#include "models/provenance/classifier.h"
#include "models/provenance/records/recordsource.h"
#include "tests/fuzz/target.h"

using namespace bulkhead;
using namespace bulkhead::provenance;

/// The first octet says as what the rest is read (0: by its content; PDF aside, which another program reads); then it
/// goes through everything that a sample goes through: reader, columns, values, look-up, rules, indicators.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    static const RegistryKey key = std::move(*RegistryKey::from(SecretBytes::copyOf("0123456789abcdef")));
    static const Index nothing;
    if (size == 0) {
        return 0;
    }
    static constexpr std::array formats = {Format::Plain,   Format::Json,       Format::Sql,
                                           Format::Sheet,   Format::Vcard,      Format::Ldif,
                                           Format::Archive, Format::Compressed, Format::Media};
    ClassifyOptions options;
    const std::size_t wish = octets[0] % (formats.size() + 1);
    if (wish > 0) {
        options.read.format = formats[wish - 1];
    }
    options.indicators = &Indicators::builtIn();
    const QByteArray rest(reinterpret_cast<const char*>(octets) + 1, static_cast<qsizetype>(size - 1));
    if (detectFormat(std::string_view(rest.constData(), static_cast<std::size_t>(rest.size())), true) == Format::Pdf
        && wish == 0) {
        return 0;
    }
    quint64 rows = 0;
    options.onRow = [&rows](const RowVerdict& row) {
        if (row.row != ++rows) {
            qFatal("row %llu is called %llu", rows, row.row);
        }
    };
    BufferSource source(rest);
    const auto summary = Classifier(key, nothing).run(source, options);
    if (summary && summary->rows != rows) {
        qFatal("%llu rows, %llu counted", rows, summary->rows);
    }
    if (summary) {
        const auto again = Summary::fromCbor(summary->toCbor());
        if (!again || again->toCbor() != summary->toCbor()) {
            qFatal("a summary does not come back as it was");
        }
    }
    return 0;
}

QList<QByteArray> fuzz::seeds()
{
    const QByteArray any(1, '\0');
    return {
        any + "First Name;E-Mail;Note\nAnna;anna@acme.test;\"two\nlines\"\nBert;bert@acme.test;x\n",
        any + "name\temail\tborn\nAnna\tanna@acme.test\t24.11.1980\n",
        any
            + QByteArray("\xff\xfe"
                         "n\0a\0m\0e\0\n\0A\0\n\0",
                         16),
        any + "{\"done\":true,\"records\":[{\"a\":\"x\\\"y\",\"b\":{\"c\":[1,2,{\"d\":null}]}},{\"a\":\"\\u00fc\"}]}",
        any + "{\"a\":1}\n{\"a\":2,\"b\":\"x\"}\n",
        any
            + "CREATE TABLE t (a int, b text DEFAULT 'x,y');\nINSERT INTO t VALUES (1,'it''s'),(2,N'z\\'');\nCOPY t "
              "FROM "
              "stdin;\n1\t\\N\n\\.\n",
        any + "BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J\nADR:;;Main 1;Zell;;1;AT\nEND:VCARD\n",
        any + "version: 1\ndn: cn=A\nmail: a@b.test\ndescription:: Z3LDvMOf\n\ndn: cn=B\nsn: x\n folded\n",
        any + "2026-11-24 03:12 login of anna@acme.test from 192.0.2.7, phone +49 30 1234567\n",
        any + QByteArray("\x89PNG\r\n\x1a\n", 8)
            + "<x:xmpmeta><a b=\"cv.iptc.org/newscodes/digitalsourcetype/x\">y</a></x:xmpmeta>"};
}
