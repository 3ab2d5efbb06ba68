#pragma once

#include "models/provenance/siphash.h"

#include <QtGlobal>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::provenance {

/// Many short messages, each hashed as `sipHash24` does it, four of one length at a time where the machine has AVX2. Its
/// memory is reused. Confined to one thread.
class SipBatch
{
public:
    void clear();
    /// Both must stay until `hash`; the first message of a batch has number 0, and so on.
    void add(const SipKey& key, std::string_view message);
    /// The same of what is copied, in two parts.
    void addCopy(const SipKey& key, std::string_view first, std::string_view second = {});
    void hash();
    /// Without AVX2: for tests, and where there is none.
    void hashPlainly();

    [[nodiscard]] std::size_t size() const { return m_messages.size(); }
    [[nodiscard]] quint64 operator[](std::size_t number) const { return m_messages[number].hash; }

private:
    struct Message
    {
        const SipKey* key;
        const char* data;   ///< null: in `m_text` from `offset` on
        quint32 offset;
        quint32 size;
        quint64 hash;
    };
    static void hashFour(Message* const* four, std::size_t words);
    void settle();
    void sort();

    std::vector<Message> m_messages;
    std::string m_text;
    std::vector<Message*> m_sorted; ///< by their whole words
    std::vector<quint32> m_ends;    ///< in `m_sorted`, of those with each number of words
};

} // namespace bulkhead::provenance
