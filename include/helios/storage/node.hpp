// helios/storage/node.hpp -- what trees are made of: references, the two places a node can live,
// and its memory.
//
// Shape     A reference is one 64-bit word:
//             0                 no node (an empty tree)
//             bit 0 clear       the address of a heap node's payload
//             bit 0 set         the file offset of a page frame's payload, plus one (payloads begin
//             at multiples of 64)
//           A payload begins with node_prefix in both places. A heap node has a node_header before
//           its payload:
//             birth   the era in which it was made
//             owner   the timeline that may supersede it (storage/timeline.hpp)
//             twin    the reference of its image in the file, 0 until a checkpoint wrote one
// Holds     (N1) a published node never changes, except that a reference in it may be swung from a
//                heap node to that node's twin
// Threads   references in published nodes are read and swung atomically; a pool may be used by any
//           thread
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/bytes.hpp>
#include <helios/base/large_memory.hpp>
#include <helios/config.hpp>
#include <helios/storage/page_source.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace helios::storage {

/// Engine-wide time of the heap: grows by one at each mark and each published root.
enum class era : std::uint64_t {};
/// Names a timeline: a branch's, or one materialised snapshot's.
enum class owner_id : std::uint32_t {};

/// late: stands for what is made when it is first opened; in memory only (storage/late_node.hpp).
enum class node_kind : std::uint8_t { inner = 1, leaf = 2, run = 3, late = 4 };

struct node_prefix {
  node_kind kind;
  std::uint8_t keys;    // key_kind
  std::uint8_t level;   // inner: height above the leaves, 1 or more; else 0
  std::uint8_t flags;   // by kind
  std::uint32_t bytes;  // of the whole payload
};
static_assert(sizeof(node_prefix) == 8);

class node_ref {
 public:
  constexpr node_ref() noexcept = default;
  explicit constexpr node_ref(std::uint64_t word) noexcept : word_(word) {}
  [[nodiscard]] static node_ref heap(std::byte const* payload) noexcept {
    return node_ref(reinterpret_cast<std::uint64_t>(payload));
  }
  [[nodiscard]] static constexpr node_ref file(std::uint64_t offset) noexcept {
    return node_ref(offset | 1);
  }

  [[nodiscard]] constexpr std::uint64_t word() const noexcept { return word_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return word_ == 0; }
  [[nodiscard]] constexpr bool in_file() const noexcept { return (word_ & 1) != 0; }
  [[nodiscard]] constexpr bool in_heap() const noexcept { return word_ != 0 && (word_ & 1) == 0; }
  [[nodiscard]] constexpr std::uint64_t offset() const noexcept {
    return word_ & ~std::uint64_t{1};
  }
  [[nodiscard]] std::byte* address() const noexcept { return reinterpret_cast<std::byte*>(word_); }
  friend constexpr bool operator==(node_ref, node_ref) noexcept = default;

 private:
  std::uint64_t word_ = 0;
};
static_assert(sizeof(node_ref) == 8);

struct node_header {
  era birth;
  owner_id owner;
  std::uint32_t size_class;
  std::atomic<std::uint64_t> twin;
  std::uint64_t allocated;  // bytes, header included
  std::uint64_t place;      // in the list of the editor that made it (storage/tree_edit.hpp)
  node_header* before;      // of nodes that are allocations of their own
  node_header* after;
  std::uint64_t unused;
};
static_assert(sizeof(node_header) == 64);

[[nodiscard]] inline node_header& header_of(node_ref r) noexcept {
  HELIOS_EXPECTS(r.in_heap());
  return *reinterpret_cast<node_header*>(r.address() - sizeof(node_header));
}

/// The same for two references to one node, whether in memory or in the file.
[[nodiscard]] inline std::uint64_t identity(node_ref r) noexcept {
  if (!r.in_heap()) return r.word();
  std::uint64_t const twin = header_of(r).twin.load(std::memory_order_acquire);
  return twin != 0 ? twin : r.word();
}

/// Reads or swings a reference inside a published node.
[[nodiscard]] inline node_ref load_ref(std::byte const* at) noexcept {
  auto* const word = reinterpret_cast<std::uint64_t*>(const_cast<std::byte*>(at));
  return node_ref(std::atomic_ref<std::uint64_t>(*word).load(std::memory_order_acquire));
}
inline void swing_ref(std::byte* at, node_ref to) noexcept {
  std::atomic_ref<std::uint64_t>(*reinterpret_cast<std::uint64_t*>(at))
      .store(to.word(), std::memory_order_release);
}

/// A node's payload, held in memory while this lives.
struct node_pin {
  std::byte const* data = nullptr;
  pin page;

  [[nodiscard]] node_prefix prefix() const noexcept { return load<node_prefix>(data); }
  [[nodiscard]] byte_view payload() const noexcept { return {data, prefix().bytes}; }
};

/// Reaches a node wherever it lives: what is in a page was checked when it came into memory
/// (storage/node_check.hpp). Errors: XX001, 58030 from the page source.
[[nodiscard]] inline node_pin fetch(node_ref r, page_source* pages) {
  HELIOS_EXPECTS(!r.empty());
  if (r.in_heap()) return {r.address(), {}};
  pin page = pages->fetch(r.offset());
  return {page.payload().data(), std::move(page)};
}

/// No tree is higher: each level of nodes that are not too small multiplies its rows.
inline constexpr std::uint8_t highest_root = 32;

/// Whether a node may stand below another: what a walk that does not know the tree asks, so that it
/// ends.
[[nodiscard]] constexpr bool may_stand_below(node_prefix const& above,
                                             node_prefix const& node) noexcept {
  bool const base = node.kind == node_kind::run && node.flags == 0;
  if (node.keys != above.keys) return false;
  if (above.kind == node_kind::leaf) return base;
  if (above.level > 1) return node.kind == node_kind::inner && node.level == above.level - 1;
  return base || node.kind == node_kind::leaf || node.kind == node_kind::late;
}

/// XX001: a reference leads to a node that cannot stand there.
[[noreturn]] HELIOS_DECL void throw_misplaced(node_ref r);

/// Memory for heap nodes, in size classes. glibc would trim and refault blocks of this size (2x
/// slower commits).
class node_pool {
 public:
  node_pool() = default;
  node_pool(node_pool const&) = delete;
  node_pool& operator=(node_pool const&) = delete;
  HELIOS_DECL ~node_pool();

  /// A node with `payload` bytes of room, its header filled, its payload not. Throws 53200.
  [[nodiscard]] HELIOS_DECL node_ref allocate(std::uint32_t payload, era birth, owner_id owner);
  HELIOS_DECL void release(node_ref node) noexcept;
  /// Counts memory that nodes to come will be made of as used by nodes.
  void charge(std::uint64_t bytes) noexcept { used_.fetch_add(bytes, std::memory_order_relaxed); }
  void discharge(std::uint64_t bytes) noexcept {
    used_.fetch_sub(bytes, std::memory_order_relaxed);
  }
  /// Bytes of all nodes now allocated, headers and rounding included, and of what was charged.
  [[nodiscard]] std::uint64_t used() const noexcept {
    return used_.load(std::memory_order_relaxed);
  }

 private:
  static constexpr std::size_t classes = 48;
  struct bin {
    std::mutex lock;
    std::byte* free = nullptr;  // a list through the blocks' first words
  };
  std::array<bin, classes> bins_;
  struct chunk {
    std::byte* begin;
    std::uint64_t size;
  };
  /// Memory for one or more nodes of a size.
  [[nodiscard]] HELIOS_DECL chunk add_chunk(std::uint64_t node_size);
  HELIOS_DECL void take_alone(node_header& node) noexcept;
  HELIOS_DECL void release_alone(node_header& node) noexcept;

  std::mutex chunks_lock_;
  std::vector<chunk> chunks_;
  node_header* alone_ = nullptr;  // nodes too large for a bin, the newest first
  std::atomic<std::uint64_t> used_{0};
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/node.ipp>
#endif
