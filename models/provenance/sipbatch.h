#pragma once

#include "models/provenance/siphash.h"

#include <QtGlobal>

#include <array>
#include <string_view>
#include <vector>

namespace bulkhead::provenance {

/// Many short messages, each hashed as `sipHash24` does it, four of one length at a time where the machine has AVX2.
/// Its memory is reused. Confined to one thread.
class SipBatch
{
public:
    void clear();
    /// Key and message must stay until `hash`; the first message of a batch has number 0, and so on.
    void add(const SipKey& key, std::string_view message);
    /// The same of a message of which five other octets, those of `salt`, stand in front.
    void addSalted(const SipKey& key, quint64 salt, std::string_view message);
    /// The sixteen octets of two words, little-endian.
    void addWords(const SipKey& key, quint64 first, quint64 second);
    static constexpr std::size_t saltOctets = 5;

    void hash();
    /// Without AVX2: for tests, and where there is none.
    void hashPlainly();

    [[nodiscard]] std::size_t size() const { return m_messages.size(); }
    [[nodiscard]] quint64 operator[](std::size_t number) const { return m_messages[number].hash; }

private:
    struct Message
    {
        const SipKey* key = nullptr;
        std::array<quint64, 2> front = {}; ///< the first whole words
        const char* rest = nullptr;        ///< the other ones
        quint64 last = 0;                  ///< what is left, and the size
        quint32 words = 0;                 ///< whole ones
        quint64 hash = 0;
    };
    void add(const SipKey& key, quint64 salt, std::size_t salted, std::string_view message);
    static void hashOne(Message& message);
    static void hashFour(Message* const* four, std::size_t words);
    void hashSorted();
    void hashAlike();

    std::vector<Message> m_messages;
    std::vector<Message*> m_sorted; ///< by their words
    std::vector<quint32> m_ends;    ///< in `m_sorted`, of those with each number of words
    bool m_areAlike = true;         ///< all have the same number of words
};

} // namespace bulkhead::provenance
