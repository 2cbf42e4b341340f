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
inline constexpr std::uint64_t chunk_bytes = 1U << 20;

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
  void* const p = ::operator new (n, std::align_val_t{64}, std::nothrow);
  if (p == nullptr) {
    throw error(errc::out_of_memory, "out of memory")
        .detail("A tree node of " + std::to_string(n) + " bytes was wanted.");
  }
  return static_cast<std::byte*>(p);
}
inline void aligned_delete(std::byte* p) noexcept { ::operator delete (p, std::align_val_t{64}); }

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
  while (alone_ != nullptr)
    detail::aligned_delete(reinterpret_cast<std::byte*>(std::exchange(alone_, alone_->after)));
  for (std::byte* chunk : chunks_) detail::aligned_delete(chunk);
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
      std::uint64_t const bytes = size * 4 > detail::chunk_bytes ? size : detail::chunk_bytes;
      std::unique_ptr<std::byte, decltype(&detail::aligned_delete)> owned(
          detail::aligned_new(bytes), &detail::aligned_delete);
      {
        std::lock_guard const hold_chunks(chunks_lock_);
        chunks_.push_back(owned.get());
      }
      std::byte* const chunk = owned.release();
      for (std::uint64_t at = 0; at + size <= bytes; at += size) {
        store(chunk + at, from.free);
        from.free = chunk + at;
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
  detail::aligned_delete(reinterpret_cast<std::byte*>(&node));
}

}  // namespace helios::storage
