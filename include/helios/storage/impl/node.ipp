// helios/storage/impl/node.ipp -- the pool of heap nodes.
#pragma once

#include <helios/storage/node.hpp>

#include <bit>
#include <memory>
#include <new>
#include <string>
#include <utility>

namespace helios::storage {

namespace detail {

// Four classes per doubling: 128, 160, 192, 224, 256, 320, ... Waste is at most a fifth.
inline constexpr std::uint64_t smallest_class = 128;
inline constexpr std::uint32_t no_class = 0xffff'ffff;
/// What nodes are cut from: large pages once there are many of them.
[[nodiscard]] inline std::uint64_t chunk_bytes(std::uint64_t used) noexcept {
  return used < 16 * large_page ? std::uint64_t{1} << 20 : std::uint64_t{large_page};
}

[[nodiscard]] inline std::uint32_t class_of(std::uint64_t n) noexcept {
  if (n <= smallest_class) return 0;
  unsigned const top = 63U - static_cast<unsigned>(std::countl_zero(n - 1));
  std::uint64_t const quarter = std::uint64_t{1} << (top - 2);
  return static_cast<std::uint32_t>((top - 7) * 4 +
                                    ((n - 1 - (std::uint64_t{1} << top)) / quarter) + 1);
}
[[nodiscard]] inline std::uint64_t size_of_class(std::uint32_t c) noexcept {
  return (std::uint64_t{128} << (c / 4)) + (std::uint64_t{32} << (c / 4)) * (c % 4);
}
[[nodiscard]] inline std::byte* aligned_new(std::uint64_t n) {
  try {
    return static_cast<std::byte*>(n < large_page ? ::operator new (n, std::align_val_t{64})
                                                  : allocate_memory(n));
  } catch (std::bad_alloc const&) {
    throw error(errc::out_of_memory, "out of memory")
        .detail("A tree node of " + std::to_string(n) + " bytes was wanted.");
  }
}
inline void aligned_delete(std::byte* p, std::uint64_t n) noexcept {
  if (n < large_page) return ::operator delete (p, std::align_val_t{64});
  free_memory(p, n);
}

// With address sanitizer each node is its own allocation, so that a use after release is seen.
#if HELIOS_ADDRESS_SANITIZER
inline constexpr bool pooled = false;
#else
inline constexpr bool pooled = true;
#endif

}  // namespace detail

void throw_misplaced(node_ref r) {
  std::string place;
  if (r.in_file()) place = "The node at offset " + std::to_string(r.offset()) + " is another one.";
  throw error(errc::data_corrupted, "a tree's reference leads to a node that cannot stand there")
      .detail(std::move(place))
      .hint("Restore the file from a backup.");
}

node_pool::~node_pool() {
  while (alone_ != nullptr) {
    node_header& node = *std::exchange(alone_, alone_->after);
    detail::aligned_delete(reinterpret_cast<std::byte*>(&node), node.allocated);
  }
  for (chunk const& c : chunks_) detail::aligned_delete(c.begin, c.size);
}

node_ref node_pool::allocate(std::uint32_t payload, era birth, owner_id owner) {
  std::uint64_t const wanted = sizeof(node_header) + payload;
  std::uint32_t size_class = detail::class_of(wanted);
  std::uint64_t size = wanted;
  std::byte* block = nullptr;
  if (!detail::pooled || size_class >= classes) {
    size_class = detail::no_class;
    block = detail::aligned_new(size);
  } else {
    size = align_up(detail::size_of_class(size_class), 64);
    bin& from = bins_[size_class];
    std::lock_guard const hold(from.lock);
    if (from.free == nullptr) {
      chunk const more = add_chunk(size);
      for (std::uint64_t at = 0; at + size <= more.size; at += size) {
        store(more.begin + at, from.free);
        from.free = more.begin + at;
      }
    }
    block = from.free;
    from.free = load<std::byte*>(block);
  }
  used_.fetch_add(size, std::memory_order_relaxed);
  auto* const header =
      new (block) node_header{birth, owner, size_class, {0}, size, 0, nullptr, nullptr, 0};
  if (size_class == detail::no_class) take_alone(*header);
  return node_ref::heap(reinterpret_cast<std::byte*>(header + 1));
}

node_pool::chunk node_pool::add_chunk(std::uint64_t node_size) {
  std::uint64_t const usual = detail::chunk_bytes(used());
  std::lock_guard const hold(chunks_lock_);
  chunk& made = chunks_.emplace_back(chunk{nullptr, node_size * 4 > usual ? node_size : usual});
  try {
    made.begin = detail::aligned_new(made.size);
  } catch (...) {
    chunks_.pop_back();
    throw;
  }
  return made;
}

void node_pool::release(node_ref node) noexcept {
  node_header& header = header_of(node);
  std::uint32_t const size_class = header.size_class;
  used_.fetch_sub(header.allocated, std::memory_order_relaxed);
  if (size_class == detail::no_class) return release_alone(header);
  auto* const block = reinterpret_cast<std::byte*>(&header);
  bin& to = bins_[size_class];
  std::lock_guard const hold(to.lock);
  store(block, to.free);
  to.free = block;
}

void node_pool::take_alone(node_header& node) noexcept {
  std::lock_guard const hold(chunks_lock_);
  node.after = alone_;
  if (alone_ != nullptr) alone_->before = &node;
  alone_ = &node;
}

void node_pool::release_alone(node_header& node) noexcept {
  {
    std::lock_guard const hold(chunks_lock_);
    (node.before != nullptr ? node.before->after : alone_) = node.after;
    if (node.after != nullptr) node.after->before = node.before;
  }
  detail::aligned_delete(reinterpret_cast<std::byte*>(&node), node.allocated);
}

}  // namespace helios::storage
