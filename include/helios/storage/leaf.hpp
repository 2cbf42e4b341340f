// helios/storage/leaf.hpp -- a leaf: an immutable base, a cold delta over it, a small hot delta
// over both.
//
// Shape     A child of the lowest inner level is either a base run alone (clean) or a leaf node:
//
//             0   node_prefix      kind = leaf
//             8   leaf_header      40 bytes
//            48   in memory: hot_entry[hot_count] in key order, then the hot arena (keys and
//                 row images)
//                 in the file: the cold run (at leaf_header.inline_cold); there is no hot delta
//                 there
//
//           For one key the hot delta decides before the cold one, and the cold one before the
//           base.
// Holds     (L1) hot keys ascend strictly; at most limits.hot_rows of them
//           (L2) a hot entry's positions name the cold and base rows of the same key, if there are
//                any
//           (L3) an erased entry hides a cold or base row
// Threads   immutable once published
// Errors    opening a leaf: XX001 for another node, or one that its shape cannot read; XX001 and
//           58030 from the page source
// Cost      find: 60 ns for the hot and cold parts over run_view::lower_bound of the base
// Source    measured in docs/decisions.md: one delta level rewrites every touched base at each
//           checkpoint
#pragma once

#include <helios/storage/run.hpp>

#include <array>
#include <vector>

namespace helios::storage {

struct leaf_header {
  node_ref base;  // a run; empty: none
  node_ref cold;  // a heap run, or the file leaf that holds it inline; empty: none, or inline here
  std::uint32_t inline_cold;  // offset in this payload; 0: not here
  std::uint32_t hot_count;
  std::uint32_t hot_bytes;  // of the arena
  std::uint32_t unused;
  shape const* hot_shape;  // in memory only: what the hot images are written in
};
static_assert(sizeof(leaf_header) == 40);

struct hot_entry {
  std::int64_t number;  // int64 key; byte keys: low half place in the arena, high half length
  std::uint32_t row;    // place of the image in the arena
  std::uint32_t row_bytes;
  std::uint16_t base_position;
  std::uint16_t cold_position;
  std::uint32_t erased;
};
static_assert(sizeof(hot_entry) == 24);

inline constexpr std::uint32_t leaf_header_at = 8;
inline constexpr std::uint32_t leaf_base_at =
    8;  // the references, which may be swung (node.hpp, N1)
inline constexpr std::uint32_t leaf_cold_at = 16;
inline constexpr std::uint32_t hot_entries_at = 48;
inline constexpr std::uint32_t page_leaf_cold_at = 64;  // the delta in a leaf's page

/// The image of a hot entry of a leaf in memory.
[[nodiscard]] inline byte_view hot_image(std::byte const* leaf, std::uint32_t i) noexcept {
  auto const header = load<leaf_header>(leaf + leaf_header_at);
  auto const e = load<hot_entry>(leaf + hot_entries_at + sizeof(hot_entry) * std::size_t{i});
  std::byte const* const arena =
      leaf + hot_entries_at + sizeof(hot_entry) * std::size_t{header.hot_count};
  return {arena + e.row, e.row_bytes};
}

/// Where a leaf's row is.
enum class row_origin : std::uint8_t { base = 0, cold = 1, hot = 2 };
struct row_place {
  row_origin origin = row_origin::base;
  std::uint16_t position = 0;
};

/// An open leaf: its parts, held in memory while this lives, and where the wanted columns are in
/// each.
class leaf_view {
 public:
  leaf_view() = default;
  /// Opens the leaf that a reference names, to be read under a shape.
  HELIOS_DECL leaf_view(node_ref leaf, shape const& wanted, page_source* pages);

  [[nodiscard]] shape const& form() const noexcept { return *shape_; }
  [[nodiscard]] page_source* pages() const noexcept { return pages_; }
  [[nodiscard]] run_view const& base() const noexcept { return base_; }
  [[nodiscard]] run_view const& cold() const noexcept { return cold_; }
  [[nodiscard]] node_ref base_ref() const noexcept { return base_ref_; }
  [[nodiscard]] node_ref cold_ref() const noexcept { return cold_ref_; }
  [[nodiscard]] std::uint32_t base_rows() const noexcept { return base_ ? base_.rows() : 0; }
  [[nodiscard]] std::uint32_t cold_rows() const noexcept { return cold_ ? cold_.rows() : 0; }
  [[nodiscard]] std::uint32_t hot_rows() const noexcept { return hot_count_; }
  [[nodiscard]] bool clean() const noexcept { return !cold_ && hot_count_ == 0; }
  [[nodiscard]] column_map const& base_map() const noexcept { return maps_[0]; }

  [[nodiscard]] hot_entry hot(std::uint32_t i) const noexcept {
    return load<hot_entry>(hot_ + sizeof(hot_entry) * std::size_t{i});
  }
  [[nodiscard]] byte_view hot_image(hot_entry const& e) const noexcept {
    return {arena() + e.row, e.row_bytes};
  }
  [[nodiscard]] std::byte const* arena() const noexcept {
    return hot_ + sizeof(hot_entry) * std::size_t{hot_count_};
  }
  [[nodiscard]] std::uint32_t arena_bytes() const noexcept { return hot_bytes_; }
  [[nodiscard]] shape const& hot_shape() const noexcept { return *hot_shape_; }

  template <class K>
  [[nodiscard]] typename K::view hot_key(std::uint32_t i) const noexcept {
    hot_entry const e = hot(i);
    if constexpr (K::kind == key_kind::int64) {
      return e.number;
    } else {
      auto const word = static_cast<std::uint64_t>(e.number);
      return {arena() + static_cast<std::uint32_t>(word), static_cast<std::size_t>(word >> 32)};
    }
  }
  template <class K>
  [[nodiscard]] std::uint32_t hot_lower_bound(typename K::view key) const noexcept {
    return first_not(0, hot_count_, [&](std::uint32_t i) { return K::below(hot_key<K>(i), key); });
  }

  /// Where a key's live row is; false: there is none.
  template <class K>
  [[nodiscard]] bool find(typename K::view key, row_place& out) const noexcept;
  /// The places of all live rows in key order.
  template <class K>
  void order(std::vector<row_place>& out) const;
  /// The first and the last key of the live rows; false: there are none.
  template <class K>
  [[nodiscard]] bool edges(typename K::view& first, typename K::view& last) const noexcept;
  template <class K>
  [[nodiscard]] typename K::view key(row_place at) const noexcept {
    switch (at.origin) {
      case row_origin::base: return base_.template key<K>(at.position);
      case row_origin::cold: return cold_.template key<K>(at.position);
      case row_origin::hot: return hot_key<K>(at.position);
    }
    HELIOS_UNREACHABLE();
  }
  /// A cell of the row at a place, by the wanted shape's column number.
  [[nodiscard]] HELIOS_DECL cell at(row_place place, std::uint32_t column) const noexcept;

  /// The parts as sources for build_run: 0 base, 1 cold, 2 hot.
  HELIOS_DECL void sources(std::vector<row_source>& out) const;

 private:
  shape const* shape_ = nullptr;
  page_source* pages_ = nullptr;
  run_view base_, cold_;
  node_ref base_ref_, cold_ref_;
  std::byte const* hot_ = nullptr;
  std::uint32_t hot_count_ = 0;
  std::uint32_t hot_bytes_ = 0;
  shape const* hot_shape_ = nullptr;
  std::array<column_map, 3> maps_;
  std::array<node_pin, 3> pins_;
};

/// A live row of a leaf. Requires the leaf to outlive it.
class stored_row {
 public:
  stored_row(leaf_view const& leaf, row_place place) noexcept : leaf_(&leaf), place_(place) {}
  [[nodiscard]] cell at(std::size_t column) const noexcept {
    return leaf_->at(place_, static_cast<std::uint32_t>(column));
  }
  [[nodiscard]] shape const& form() const noexcept { return leaf_->form(); }
  [[nodiscard]] page_source* pages() const noexcept { return leaf_->pages(); }
  [[nodiscard]] row_place place() const noexcept { return place_; }
  /// Whether it lies in a page.
  [[nodiscard]] bool in_file() const noexcept {
    switch (place_.origin) {
      case row_origin::base: return leaf_->base_ref().in_file();
      case row_origin::cold: return leaf_->cold_ref().in_file();
      case row_origin::hot: return false;
    }
    HELIOS_UNREACHABLE();
  }
  /// The row as an image of the wanted shape; long values stay where they are.
  [[nodiscard]] bytes image() const {
    row_builder b(form());
    for (std::size_t i = 0; i != form().columns().size(); ++i) b.add(at(i));
    return {b.image().begin(), b.image().end()};
  }

 private:
  leaf_view const* leaf_;
  row_place place_;
};

template <class K>
bool leaf_view::find(typename K::view key, row_place& out) const noexcept {
  if (hot_count_ != 0) {
    std::uint32_t const h = hot_lower_bound<K>(key);
    if (h != hot_count_ && K::order(hot_key<K>(h), key) == 0) {
      out = {row_origin::hot, static_cast<std::uint16_t>(h)};
      return hot(h).erased == 0;
    }
  }
  if (cold_) {
    std::uint32_t const c = cold_.lower_bound<K>(key);
    if (c != cold_.rows() && K::order(cold_.template key<K>(c), key) == 0) {
      out = {row_origin::cold, static_cast<std::uint16_t>(c)};
      return !cold_.erased(c);
    }
  }
  if (!base_) return false;
  std::uint32_t const b = base_.find<K>(key);
  out = {row_origin::base, static_cast<std::uint16_t>(b)};
  return b != base_.rows();
}

template <class K>
void leaf_view::order(std::vector<row_place>& out) const {
  out.clear();
  std::uint32_t const n = base_rows();
  std::uint32_t const nc = cold_rows();
  out.reserve(n + nc + hot_count_);
  std::uint32_t b = 0;
  std::uint32_t c = 0;
  std::uint32_t h = 0;
  while (true) {
    // The smallest key among the three; on a tie the newest part decides and the older ones are
    // passed over.
    bool const has_b = b != n;
    bool const has_c = c != nc;
    bool const has_h = h != hot_count_;
    if (!has_c && !has_h) {
      for (; b != n; ++b) out.push_back({row_origin::base, static_cast<std::uint16_t>(b)});
      return;
    }
    bool const cold_first =
        has_c && (!has_h || K::order(cold_.template key<K>(c), hot_key<K>(h)) < 0);
    typename K::view const next = cold_first ? cold_.template key<K>(c) : hot_key<K>(h);
    while (b != n && K::order(base_.template key<K>(b), next) < 0) {
      out.push_back({row_origin::base, static_cast<std::uint16_t>(b)});
      ++b;
    }
    if (has_b && b != n && K::order(base_.template key<K>(b), next) == 0) ++b;
    if (cold_first) {
      if (!cold_.erased(c)) out.push_back({row_origin::cold, static_cast<std::uint16_t>(c)});
      ++c;
    } else {
      if (has_c && K::order(cold_.template key<K>(c), next) == 0) ++c;
      if (hot(h).erased == 0) out.push_back({row_origin::hot, static_cast<std::uint16_t>(h)});
      ++h;
    }
  }
}

template <class K>
bool leaf_view::edges(typename K::view& first, typename K::view& last) const noexcept {
  bool any = false;
  auto const take = [&](typename K::view key) {
    if (!any || K::order(key, first) < 0) first = key;
    if (!any || K::order(key, last) > 0) last = key;
    any = true;
  };
  auto const take_ends = [&](std::uint32_t n, auto const& live, auto const& key_of) {
    std::uint32_t front = 0;
    while (front != n && !live(front)) ++front;
    if (front == n) return;
    std::uint32_t back = n - 1;
    while (!live(back)) --back;
    take(key_of(front));
    take(key_of(back));
  };
  auto const in_hot = [&](std::uint16_t hot_entry::*position, std::uint32_t at) {
    for (std::uint32_t i = 0; i != hot_count_; ++i) {
      if (hot(i).*position == at) return true;
    }
    return false;
  };
  take_ends(
      base_rows(),
      [&](std::uint32_t i) {
        return (!cold_ || cold_.keeps(i)) && !in_hot(&hot_entry::base_position, i);
      },
      [&](std::uint32_t i) { return base_.template key<K>(i); });
  take_ends(
      cold_rows(),
      [&](std::uint32_t i) { return !cold_.erased(i) && !in_hot(&hot_entry::cold_position, i); },
      [&](std::uint32_t i) { return cold_.template key<K>(i); });
  take_ends(
      hot_count_, [&](std::uint32_t i) { return hot(i).erased == 0; },
      [&](std::uint32_t i) { return hot_key<K>(i); });
  return any;
}

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/leaf.ipp>
#endif
