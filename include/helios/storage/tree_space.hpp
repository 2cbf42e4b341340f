// helios/storage/tree_space.hpp -- where an engine's trees live: heap nodes, pages, shapes, and the
// counters they share.
//
// Threads   any
#pragma once

#include <helios/storage/node.hpp>
#include <helios/storage/shape.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>

namespace helios::storage {

/// Where leaves and inner nodes split and merge. Tests shrink them to see every case with few rows.
struct tree_limits {
  std::uint32_t base_rows = 1024;  // at most longest_run (storage/run.hpp)
  std::uint32_t base_bytes = 128 * 1024;
  std::uint32_t hot_rows = 32;
  std::uint32_t cold_percent = 25;  // of the base's rows
  std::uint32_t fanout = 128;
};

/// Shapes by fingerprint, each once per engine and for its lifetime, so that leaves may point to
/// them.
class shape_cache {
 public:
  HELIOS_DECL shape_cache();
  [[nodiscard]] HELIOS_DECL shape const* find(std::uint64_t fingerprint) const;
  HELIOS_DECL shape const& add(shape s);

  /// The shapes of the directory's own two trees (storage/directory.hpp).
  [[nodiscard]] shape const& trees() const noexcept { return directory_shape(); }
  [[nodiscard]] shape const& shapes() const noexcept { return shapes_; }

 private:
  shape shapes_;
  mutable std::shared_mutex lock_;
  std::map<std::uint64_t, std::unique_ptr<shape const>> known_;
};

class tree_space {
 public:
  explicit tree_space(tree_limits const& l) : limits_(l) {}

  [[nodiscard]] node_pool& pool() noexcept { return pool_; }
  [[nodiscard]] shape_cache& shapes() noexcept { return shapes_; }
  [[nodiscard]] tree_limits const& limits() const noexcept { return limits_; }
  /// Where file references lead; nullptr while nothing is in a file.
  [[nodiscard]] page_source* pages() const noexcept {
    return pages_.load(std::memory_order_acquire);
  }
  /// What versions made from now on hold, so that their pages can be read as long as they live.
  [[nodiscard]] HELIOS_DECL std::shared_ptr<page_source> share_pages() const;
  HELIOS_DECL void read_from(std::shared_ptr<page_source> pages);
  /// The engine is gone, and with it the pages: nodes' memory now returns with the pool.
  void close() noexcept { closed_.store(true, std::memory_order_release); }
  [[nodiscard]] bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }

  [[nodiscard]] era tick() noexcept {
    return era{clock_.fetch_add(1, std::memory_order_relaxed) + 1};
  }
  [[nodiscard]] owner_id new_owner() noexcept {
    return owner_id{owners_.fetch_add(1, std::memory_order_relaxed) + 1};
  }

 private:
  tree_limits limits_;
  node_pool pool_;
  shape_cache shapes_;
  mutable std::mutex pages_lock_;
  std::shared_ptr<page_source> shared_pages_;
  std::atomic<page_source*> pages_{nullptr};  // the same, for those who read
  std::atomic<bool> closed_{false};
  std::atomic<std::uint64_t> clock_{0};
  std::atomic<std::uint32_t> owners_{0};
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/tree_space.ipp>
#endif
