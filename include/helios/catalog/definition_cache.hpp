// helios/catalog/definition_cache.hpp -- decoded definitions, one per version of an object.
//
// Shape     found by object id and checksum of its row, so that every branch, past state and
//           transaction shares what it has in common with the others
// Threads   any; one cache per engine
// Cost      a hit: a checksum of the row and a hash lookup, about 0.1 us
#pragma once

#include <helios/base/checksum.hpp>
#include <helios/catalog/object.hpp>

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace helios::catalog {

class definition_cache {
 public:
  explicit definition_cache(std::size_t limit = 4096) noexcept : limit_(limit) {}

  /// The definition in a row, decoded by `make` unless it is known.
  template <class T, class Make>
  [[nodiscard]] std::shared_ptr<T const> get(storage::key_view const& key,
                                             storage::stored_row const& row, Make&& make) {
    return get<T>(sum_of(key, row), [&] { return make(read_object(key, row)); });
  }

  /// What a row is found by. Every member of it counts: name and schema are part of a definition.
  /// For a long one its reference does: what lies there never changes.
  [[nodiscard]] static std::uint64_t sum_of(storage::key_view const& key,
                                            storage::stored_row const& row) {
    auto sum = static_cast<std::uint64_t>(key.number);
    for (std::size_t i = 0; i != 4; ++i) sum = checksum(row.at(i).data, sum);
    return sum;
  }

  /// The definition of a checksum, made unless it is known.
  template <class T, class Make>
  [[nodiscard]] std::shared_ptr<T const> get(std::uint64_t sum, Make&& make) {
    {
      std::shared_lock const hold(lock_);
      auto const at = known_.find(sum);
      if (at != known_.end()) return std::static_pointer_cast<T const>(at->second);
    }
    auto made = std::make_shared<T const>(make());
    std::lock_guard const hold(lock_);
    // Definitions are few and small; forgetting all of them at once costs one decoding each.
    if (known_.size() >= limit_) known_.clear();
    known_[sum] = made;
    return made;
  }

 private:
  std::size_t limit_;
  std::shared_mutex lock_;
  std::unordered_map<std::uint64_t, std::shared_ptr<void const>> known_;
};

}  // namespace helios::catalog
