#include "models/journal/timestamp.h"

#include "models/journal/journaltext.h"

#include <QDateTime>
#include <QTimeZone>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include <ctime>
#include <memory>

namespace bulkhead::timestamp {

namespace {
template<auto release> struct Freed
{
    template<typename T> void operator()(T* object) const { release(object); }
};
using Question = std::unique_ptr<TS_REQ, Freed<TS_REQ_free>>;
using Answer = std::unique_ptr<TS_RESP, Freed<TS_RESP_free>>;
using Token = std::unique_ptr<PKCS7, Freed<PKCS7_free>>;
using Info = std::unique_ptr<TS_TST_INFO, Freed<TS_TST_INFO_free>>;
using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Octets = std::unique_ptr<BIO, Freed<BIO_free>>;

constexpr int nonceOctets = 16;

std::unexpected<Error> garbled()
{
    return failure(QLatin1StringView("timestamp.garbled"),
                   JournalText::tr("The time-stamp authority gave an answer that is none of RFC 3161. Check its "
                                   "address."));
}

const unsigned char* octetsOf(BytesView bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

template<typename Object, typename Encode> Bytes encoded(const Object* object, Encode encode)
{
    const int size = encode(object, nullptr);
    Bytes result(std::max(size, 0), Qt::Uninitialized);
    auto* out = reinterpret_cast<unsigned char*>(result.data());
    encode(object, &out);
    return result;
}

bool isSameImprint(const TS_MSG_IMPRINT* imprint, BytesView expected)
{
    auto* one = const_cast<TS_MSG_IMPRINT*>(imprint);
    const ASN1_OBJECT* algorithm = nullptr;
    X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(one));
    const ASN1_OCTET_STRING* message = TS_MSG_IMPRINT_get_msg(one);
    return OBJ_obj2nid(algorithm) == NID_sha256
        && expected == BytesView(ASN1_STRING_get0_data(message), static_cast<qsizetype>(ASN1_STRING_length(message)));
}

std::optional<qint64> instantOf(const ASN1_GENERALIZEDTIME* time)
{
    std::tm parts = {};
    if (!time || ASN1_TIME_to_tm(time, &parts) != 1) {
        return std::nullopt;
    }
    return static_cast<qint64>(timegm(&parts)) * 1000;
}

Expected<Store> storeOf(BytesView authorities, qint64 at)
{
    Store store(X509_STORE_new());
    if (authorities.isEmpty()) {
        X509_STORE_set_default_paths(store.get());
    } else {
        const Octets source(BIO_new_mem_buf(authorities.data(), static_cast<int>(authorities.size())));
        int count = 0;
        while (const Certificate certificate{PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr)}) {
            count += X509_STORE_add_cert(store.get(), certificate.get());
        }
        ERR_clear_error();
        if (count == 0) {
            return failure(QLatin1StringView("timestamp.bad-authorities"),
                           JournalText::tr("The file of authorities holds no certificate in PEM form."));
        }
    }
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), static_cast<time_t>(at / 1000));
    return store;
}

QString signerName(PKCS7* token)
{
    STACK_OF(X509)* signers = PKCS7_get0_signers(token, nullptr, 0);
    if (!signers || sk_X509_num(signers) == 0) {
        sk_X509_free(signers);
        return {};
    }
    const Octets out(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(out.get(), X509_get_subject_name(sk_X509_value(signers, 0)), 0,
                       (XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) | ASN1_STRFLGS_UTF8_CONVERT);
    sk_X509_free(signers);
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return QString::fromUtf8(text, static_cast<qsizetype>(size));
}

/// Whether the signature itself holds, by the certificate that came along.
bool isSigned(PKCS7* token)
{
    const Octets out(BIO_new(BIO_s_mem()));
    return PKCS7_verify(token, nullptr, nullptr, nullptr, out.get(), PKCS7_NOVERIFY) == 1;
}

Expected<Stamp> judge(PKCS7* token, BytesView imprint, BytesView authorities)
{
    const Info info(PKCS7_to_TS_TST_INFO(token));
    const auto at = info ? instantOf(TS_TST_INFO_get_time(info.get())) : std::nullopt;
    if (!info || !at || TS_TST_INFO_get_version(info.get()) != 1) {
        ERR_clear_error();
        return garbled();
    }
    if (!isSameImprint(TS_TST_INFO_get_msg_imprint(info.get()), imprint)) {
        return failure(QLatin1StringView("timestamp.wrong-imprint"),
                       JournalText::tr("The time stamp is of something else."));
    }
    TRY(const Store store, storeOf(authorities, *at));
    Stamp stamp{encoded(token, i2d_PKCS7), *at, signerName(token), false};
    stamp.isTrusted = TS_RESP_verify_signature(token, nullptr, store.get(), nullptr) == 1;
    const bool holds = stamp.isTrusted || isSigned(token);
    ERR_clear_error();
    if (!holds) {
        return failure(QLatin1StringView("timestamp.bad-signature"),
                       JournalText::tr("The signature of the time stamp does not hold."));
    }
    return stamp;
}

Expected<void> checkStatus(TS_RESP* answer)
{
    TS_STATUS_INFO* status = TS_RESP_get_status_info(answer);
    const long code = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(status));
    if (code == TS_STATUS_GRANTED || code == TS_STATUS_GRANTED_WITH_MODS) {
        return {};
    }
    return failure(QLatin1StringView("timestamp.refused"),
                   JournalText::tr("The time-stamp authority refused to stamp (status %1).").arg(code));
}
} // namespace

Bytes question(BytesView imprint)
{
    const Question request(TS_REQ_new());
    TS_REQ_set_version(request.get(), 1);
    const std::unique_ptr<TS_MSG_IMPRINT, Freed<TS_MSG_IMPRINT_free>> message(TS_MSG_IMPRINT_new());
    const std::unique_ptr<X509_ALGOR, Freed<X509_ALGOR_free>> algorithm(X509_ALGOR_new());
    X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
    TS_MSG_IMPRINT_set_algo(message.get(), algorithm.get());
    Bytes copy = imprint.toByteArray();
    TS_MSG_IMPRINT_set_msg(message.get(), reinterpret_cast<unsigned char*>(copy.data()), static_cast<int>(copy.size()));
    TS_REQ_set_msg_imprint(request.get(), message.get());
    unsigned char random[nonceOctets];
    RAND_bytes(random, nonceOctets);
    random[0] = static_cast<unsigned char>((random[0] & 0x3f) | 0x40); // Positive, and always of the same length.
    const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_bin2bn(random, nonceOctets, nullptr));
    const std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>> nonce(BN_to_ASN1_INTEGER(number.get(), nullptr));
    TS_REQ_set_nonce(request.get(), nonce.get());
    TS_REQ_set_cert_req(request.get(), 1);
    return encoded(request.get(), i2d_TS_REQ);
}

Expected<Stamp> readAnswer(BytesView answer, BytesView question, BytesView authorities, qint64 now)
{
    const unsigned char* in = octetsOf(question);
    const Question asked(d2i_TS_REQ(nullptr, &in, static_cast<long>(question.size())));
    in = octetsOf(answer);
    const Answer response(answer.size() <= largestAnswer ? d2i_TS_RESP(nullptr, &in, static_cast<long>(answer.size()))
                                                         : nullptr);
    if (!asked || !response || in != octetsOf(answer) + answer.size()) {
        ERR_clear_error();
        return garbled();
    }
    CHECK_OK(checkStatus(response.get()));
    PKCS7* token = TS_RESP_get_token(response.get());
    TS_TST_INFO* info = TS_RESP_get_tst_info(response.get());
    if (!token || !info) {
        return garbled();
    }
    const ASN1_OCTET_STRING* imprint = TS_MSG_IMPRINT_get_msg(TS_REQ_get_msg_imprint(asked.get()));
    TRY(Stamp stamp,
        judge(token, BytesView(ASN1_STRING_get0_data(imprint), static_cast<qsizetype>(ASN1_STRING_length(imprint))),
              authorities));
    const ASN1_INTEGER* nonce = TS_TST_INFO_get_nonce(info);
    if (!nonce || ASN1_INTEGER_cmp(nonce, TS_REQ_get_nonce(asked.get())) != 0) {
        return failure(QLatin1StringView("timestamp.wrong-nonce"),
                       JournalText::tr("The time-stamp authority answered another question: this is an old answer, or "
                                       "somebody else's."));
    }
    if (!stamp.isTrusted) {
        return failure(QLatin1StringView("timestamp.untrusted"),
                       JournalText::tr("The time stamp is signed by \"%1\", who is not known here as an authority: its "
                                       "certificate has expired, is not for time stamps, or leads to none of the "
                                       "given authorities. Give the certificates of this one.")
                           .arg(stamp.authority));
    }
    if (std::abs(stamp.at - now) > clockTolerance) {
        return failure(QLatin1StringView("timestamp.clock"),
                       JournalText::tr("The authority stamped %1, but this machine's clock shows another time. Set the "
                                       "clock right.")
                           .arg(QDateTime::fromMSecsSinceEpoch(stamp.at, QTimeZone::utc()).toString(Qt::ISODate)));
    }
    return stamp;
}

Expected<Stamp> check(BytesView token, BytesView imprint, BytesView authorities)
{
    const unsigned char* in = octetsOf(token);
    const Token decoded(d2i_PKCS7(nullptr, &in, static_cast<long>(token.size())));
    if (!decoded || in != octetsOf(token) + token.size()) {
        ERR_clear_error();
        return garbled();
    }
    return judge(decoded.get(), imprint, authorities);
}

} // namespace bulkhead::timestamp
