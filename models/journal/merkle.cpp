#include "models/journal/merkle.h"

#include "models/base/digest.h"

#include <bit>
#include <span>

namespace bulkhead::journal::merkle {

namespace {
Bytes nodeHash(const Bytes& left, const Bytes& right)
{
    return sha256(Bytes(1, '\x01') + left + right);
}

Bytes rootOf(std::span<const Bytes> leaves)
{
    if (leaves.size() == 1) {
        return leaves.front();
    }
    const std::size_t split = std::bit_floor(leaves.size() - 1);
    return nodeHash(rootOf(leaves.first(split)), rootOf(leaves.subspan(split)));
}

void pathOf(std::span<const Bytes> leaves, std::size_t index, std::vector<Bytes>& into)
{
    if (leaves.size() <= 1) {
        return;
    }
    const std::size_t split = std::bit_floor(leaves.size() - 1);
    const bool isLeft = index < split;
    pathOf(isLeft ? leaves.first(split) : leaves.subspan(split), isLeft ? index : index - split, into);
    into.push_back(rootOf(isLeft ? leaves.subspan(split) : leaves.first(split)));
}
} // namespace

Bytes leafHash(BytesView content)
{
    return sha256(Bytes(1, '\0') + content.toByteArray());
}

Bytes root(const std::vector<Bytes>& leaves)
{
    return leaves.empty() ? sha256(BytesView()) : rootOf(leaves);
}

std::vector<Bytes> path(const std::vector<Bytes>& leaves, std::size_t index)
{
    std::vector<Bytes> result;
    pathOf(leaves, index, result);
    return result;
}

Bytes rootFrom(const Bytes& leaf, quint64 index, quint64 count, const std::vector<Bytes>& path)
{
    if (index >= count) {
        return {};
    }
    Bytes hash = leaf;
    quint64 last = count - 1;
    for (const Bytes& sibling : path) {
        if (last == 0) {
            return {};
        }
        if (index % 2 == 1 || index == last) {
            hash = nodeHash(sibling, hash);
            for (; index % 2 == 0 && index != 0; index /= 2) {
                last /= 2;
            }
        } else {
            hash = nodeHash(hash, sibling);
        }
        index /= 2;
        last /= 2;
    }
    return last == 0 ? hash : Bytes();
}

} // namespace bulkhead::journal::merkle
