// helios/storage/inner.hpp -- inner nodes: which child holds a key.
//
// Shape       0   node_prefix      kind = inner, level >= 1
//             8   inner_header     16 bytes
//            24   references       node_ref[count]
//                 separators       int64[count], or u32 ends[count] and their bytes
// Holds     (I1) separators ascend strictly; child i holds keys k with separator[i] <= k <
//                separator[i + 1]; separator 0 stands for "no lower bound" and is not compared
//           (I2) children of a node of level l are of level l - 1; leaves are level 0
// Threads   references may be swung while others read (node.hpp, N1)
#pragma once

#include <helios/storage/key.hpp>
#include <helios/storage/node.hpp>

#include <span>

namespace helios::storage {

struct inner_header {
  std::uint32_t count;
  std::uint32_t keys;
  std::uint32_t key_heap;
  std::uint32_t unused;
};
static_assert(sizeof(inner_header) == 16);

inline constexpr std::uint32_t inner_refs_at = 24;

/// A child on its way into an inner node. The separator's bytes live in an open or new node.
template <class View>
struct child_entry {
  View separator{};
  node_ref ref;
  bool small = false;  // so few rows or children that it should join a neighbour
};

class inner_view {
 public:
  explicit inner_view(std::byte const* node) noexcept
      : node_(node), header_(load<inner_header>(node + 8)) {}

  [[nodiscard]] std::uint32_t count() const noexcept { return header_.count; }
  [[nodiscard]] std::uint8_t level() const noexcept { return load<node_prefix>(node_).level; }
  [[nodiscard]] node_ref child(std::uint32_t i) const noexcept { return load_ref(ref_at(i)); }
  [[nodiscard]] std::byte const* ref_at(std::uint32_t i) const noexcept {
    return node_ + inner_refs_at + sizeof(node_ref) * std::size_t{i};
  }
  template <class K>
  [[nodiscard]] typename K::view separator(std::uint32_t i) const noexcept {
    if constexpr (K::kind == key_kind::int64) {
      return load<std::int64_t>(node_ + header_.keys + 8 * std::size_t{i});
    } else {
      std::uint32_t const begin = i == 0 ? 0 : end(i - 1);
      return {node_ + header_.key_heap + begin, end(i) - begin};
    }
  }
  /// The child that holds the key.
  template <class K>
  [[nodiscard]] std::uint32_t find(typename K::view key) const noexcept {
    auto const begins = [&](std::uint32_t i) { return !K::below(key, separator<K>(i)); };
    return first_not(1, count() - 1, begins) - 1;
  }

 private:
  [[nodiscard]] std::uint32_t end(std::uint32_t i) const noexcept {
    return load<std::uint32_t>(node_ + header_.keys + 4 * std::size_t{i});
  }
  std::byte const* node_;
  inner_header header_;
};

/// Reaches the inner node that stands at a height above the leaves.
/// Errors: XX001 when another node is there, so every way down ends (I2); else as fetch().
[[nodiscard]] inline node_pin fetch_inner(node_ref r, std::uint8_t height, key_kind keys,
                                          page_source* pages) {
  if (r.empty()) throw_misplaced(r);
  node_pin node = fetch(r, pages);
  node_prefix const p = node.prefix();
  if (p.kind != node_kind::inner || p.level != height || p.keys != static_cast<std::uint8_t>(keys))
    throw_misplaced(r);
  return node;
}

/// What is wrong with a page's inner node, or nullptr.
[[nodiscard]] HELIOS_DECL char const* inner_fault(byte_view payload);

/// XX001: a tree that is being changed has keys out of order; its pages are a file's that somebody
/// forged.
[[noreturn]] HELIOS_DECL void throw_unordered();

/// Errors: XX001 unless the separators ascend.
template <class K>
[[nodiscard]] node_ref build_inner(std::uint8_t level,
                                   std::span<child_entry<typename K::view> const> children,
                                   node_pool& pool, era birth, owner_id owner) {
  std::uint64_t const n = children.size();
  for (std::size_t i = 2; i < n; ++i)
    if (K::order(children[i - 1].separator, children[i].separator) >= 0) throw_unordered();
  inner_header h{static_cast<std::uint32_t>(n),
                 static_cast<std::uint32_t>(inner_refs_at + sizeof(node_ref) * n), 0, 0};
  std::uint64_t size = h.keys + (K::kind == key_kind::int64 ? 8 : 4) * n;
  h.key_heap = static_cast<std::uint32_t>(size);
  if constexpr (K::kind == key_kind::bytes) {
    for (auto const& c : children.subspan(1)) size += c.separator.size();
  }
  size = align_up(size, 8);
  node_ref const result = pool.allocate(static_cast<std::uint32_t>(size), birth, owner);
  std::byte* const node = result.address();
  store(node + size - sizeof(std::uint64_t), std::uint64_t{0});  // no stale memory behind the keys
  store(node, node_prefix{node_kind::inner, static_cast<std::uint8_t>(K::kind), level, 0,
                          static_cast<std::uint32_t>(size)});
  store(node + 8, h);
  std::uint32_t end = 0;
  for (std::size_t i = 0; i != n; ++i) {
    store(node + inner_refs_at + sizeof(node_ref) * i, children[i].ref);
    if constexpr (K::kind == key_kind::int64) {
      store(node + h.keys + 8 * i, i == 0 ? std::int64_t{0} : children[i].separator);
    } else {
      if (i != 0 && !children[i].separator.empty()) {
        std::memcpy(node + h.key_heap + end, children[i].separator.data(),
                    children[i].separator.size());
        end += static_cast<std::uint32_t>(children[i].separator.size());
      }
      store(node + h.keys + 4 * i, end);
    }
  }
  return result;
}

/// A heap node that differs from another in its children's references: child_at(i) gives the i-th.
template <class F>
[[nodiscard]] node_ref copy_inner(node_pin const& from, F const& child_at, node_pool& pool,
                                  era birth, owner_id owner) {
  std::uint32_t const count = inner_view(from.data).count();
  std::uint32_t const size = from.prefix().bytes;
  node_ref const result = pool.allocate(size, birth, owner);
  std::byte* const node = result.address();
  std::memcpy(node, from.data, inner_refs_at);
  // One by one: references may be swung meanwhile (node.hpp, N1).
  std::size_t at = inner_refs_at;
  for (std::uint32_t i = 0; i != count; ++i, at += sizeof(node_ref)) store(node + at, child_at(i));
  std::memcpy(node + at, from.data + at, size - at);
  return result;
}

/// The same where one child is another.
[[nodiscard]] inline node_ref copy_inner_but(node_pin const& from, std::uint32_t child,
                                             node_ref now, node_pool& pool, era birth,
                                             owner_id owner) {
  inner_view const inner(from.data);
  node_ref const result = copy_inner(
      from, [&](std::uint32_t i) { return inner.child(i); }, pool, birth, owner);
  store(result.address() + inner_refs_at + sizeof(node_ref) * std::size_t{child}, now);
  return result;
}

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/inner.ipp>
#endif
