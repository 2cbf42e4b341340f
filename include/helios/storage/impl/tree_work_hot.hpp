// helios/storage/impl/tree_work_hot.hpp -- the recursion that changes trees: hot deltas of leaves.
#pragma once

// A part of tree_work.hpp, which includes it after the declarations.

namespace helios::storage {

/// An entry for a key that has none: over the rows of the older parts. `live`: whether one of them
/// is there to be seen.
template <class K>
hot_entry tree_editor::work<K>::entry_over(leaf_view const& leaf, view key, bool& live) noexcept {
  hot_entry e{};
  e.base_position = no_base_position;
  e.cold_position = no_base_position;
  live = false;
  if (leaf.base()) {
    std::uint32_t const b = leaf.base().template lower_bound<K>(key);
    if (b != leaf.base_rows() && K::order(leaf.base().template key<K>(b), key) == 0) {
      e.base_position = static_cast<std::uint16_t>(b);
      live = true;
    }
  }
  if (leaf.cold()) {
    std::uint32_t const c = leaf.cold().template lower_bound<K>(key);
    if (c != leaf.cold_rows() && K::order(leaf.cold().template key<K>(c), key) == 0) {
      e.cold_position = static_cast<std::uint16_t>(c);
      live = !leaf.cold().erased(c);
    }
  }
  return e;
}

/// The leaf with a row put into its hot delta, which is copied as it lies: the row goes behind what
/// is there, or over one of its length. Nothing: that does not do.
template <class K>
node_ref tree_editor::work<K>::put_hot(leaf_view const& leaf, tree_op const& op) {
  std::uint32_t const n = leaf.hot_rows();
  if (op.erase || (n != 0 && leaf.hot_shape().fingerprint() != form.fingerprint())) return {};
  view const key = K::of(op.key);
  std::uint32_t const at = leaf.template hot_lower_bound<K>(key);
  bool const over = at != n && K::order(leaf.template hot_key<K>(at), key) == 0;
  bool live = false;
  hot_entry e{};
  std::uint32_t arena = n == 0 ? 0 : leaf.arena_bytes();
  if (over) {
    e = leaf.hot(at);
    if (e.erased != 0 || e.row_bytes != op.row.size()) return {};
    live = true;
  } else {
    std::uint64_t longer = arena + op.row.size();
    if constexpr (K::kind == key_kind::bytes) longer += key.size();
    if (longer > longest_leaf) throw_too_long_leaf();
    e = entry_over(leaf, key, live);
    e.number = 0;
    if constexpr (K::kind == key_kind::int64) {
      e.number = key;
    } else {
      e.number = static_cast<std::int64_t>(static_cast<std::uint64_t>(key.size()) << 32 | arena);
    }
    e.row_bytes = static_cast<std::uint32_t>(op.row.size());
    e.row = static_cast<std::uint32_t>(longer) - e.row_bytes;
    arena = static_cast<std::uint32_t>(longer);
  }
  row_change += live ? 0 : 1;

  std::uint32_t const count = over ? n : n + 1;
  std::size_t const entries = sizeof(hot_entry) * std::size_t{count};
  auto const size = static_cast<std::uint32_t>(align_up(hot_entries_at + entries + arena, 8));
  node_ref const result = edit.adopt(edit.space_->pool().allocate(size, edit.mark_, edit.owner_));
  std::byte* const node = result.address();
  store(node, node_prefix{node_kind::leaf, static_cast<std::uint8_t>(K::kind), 0, 0, size});
  store(node + leaf_header_at,
        leaf_header{leaf.base_ref(), leaf.cold_ref(), 0, count, arena, 0, &form});
  std::byte* const to = node + hot_entries_at;
  if (n != 0) {
    std::byte const* const from = leaf.arena() - sizeof(hot_entry) * std::size_t{n};
    std::size_t const before = sizeof(hot_entry) * std::size_t{at};
    std::size_t const skipped = over ? sizeof(hot_entry) : 0;
    std::memcpy(to, from, before);
    std::memcpy(to + before + sizeof(hot_entry), from + before + skipped,
                sizeof(hot_entry) * std::size_t{n} - before - skipped);
    std::memcpy(to + entries, leaf.arena(), leaf.arena_bytes());
  }
  store(to + sizeof(hot_entry) * std::size_t{at}, e);
  if constexpr (K::kind == key_kind::bytes) {
    if (!over && !key.empty())
      std::memcpy(to + entries + e.row - key.size(), key.data(), key.size());
  }
  if (!op.row.empty()) std::memcpy(to + entries + e.row, op.row.data(), op.row.size());
  return result;
}

/// The leaf with the operations merged into its hot delta.
template <class K>
node_ref tree_editor::work<K>::add_hot(leaf_view const& leaf, ops_span ops) {
  if (ops.size() == 1) {
    if (node_ref const made = put_hot(leaf, ops.front()); !made.empty()) return made;
  }
  struct item {
    hot_entry entry;
    view key;
    byte_view image;
  };
  std::vector<item> items;
  items.reserve(leaf.hot_rows() + ops.size());
  std::uint32_t h = 0;
  bool const same_shape =
      leaf.hot_rows() == 0 || leaf.hot_shape().fingerprint() == form.fingerprint();
  std::vector<bytes> converted;
  if (!same_shape) converted.reserve(leaf.hot_rows());
  auto const take_old = [&] {
    hot_entry const e = leaf.hot(h);
    byte_view image = leaf.hot_image(e);
    if (!same_shape && e.erased == 0) {
      converted.push_back(convert_row(row_view(leaf.hot_shape(), image), form));
      image = converted.back();
    }
    items.push_back({e, leaf.template hot_key<K>(h), image});
    ++h;
  };
  std::uint64_t arena = 0;
  for (tree_op const& o : ops) {
    view const k = K::of(o.key);
    while (h != leaf.hot_rows() && K::order(leaf.template hot_key<K>(h), k) < 0) take_old();
    hot_entry e{};
    bool live = false;
    if (h != leaf.hot_rows() && K::order(leaf.template hot_key<K>(h), k) == 0) {
      hot_entry const before = leaf.hot(h++);
      e.base_position = before.base_position;
      e.cold_position = before.cold_position;
      live = before.erased == 0;
    } else {
      e = entry_over(leaf, k, live);
    }
    e.erased = o.erase ? 1 : 0;
    row_change += (o.erase ? 0 : 1) - (live ? 1 : 0);
    bool const hides = e.base_position != no_base_position || e.cold_position != no_base_position;
    if (o.erase && !hides) continue;  // nothing to hide: the key simply is not there
    items.push_back({e, k, o.erase ? byte_view{} : o.row});
  }
  while (h != leaf.hot_rows()) take_old();

  for (item const& i : items) {
    arena += i.image.size();
    if constexpr (K::kind == key_kind::bytes) arena += i.key.size();
  }
  std::uint64_t const entries = sizeof(hot_entry) * items.size();
  if (arena > longest_leaf) throw_too_long_leaf();
  auto const size = static_cast<std::uint32_t>(align_up(hot_entries_at + entries + arena, 8));
  node_ref const result = edit.adopt(edit.space_->pool().allocate(size, edit.mark_, edit.owner_));
  std::byte* const node = result.address();
  leaf_header header{leaf.base_ref(),
                     leaf.cold_ref(),
                     0,
                     static_cast<std::uint32_t>(items.size()),
                     static_cast<std::uint32_t>(arena),
                     0,
                     &form};
  store(node, node_prefix{node_kind::leaf, static_cast<std::uint8_t>(K::kind), 0, 0, size});
  store(node + leaf_header_at, header);
  std::byte* const to = node + hot_entries_at + entries;
  std::uint32_t at = 0;
  for (std::size_t i = 0; i != items.size(); ++i) {
    hot_entry e = items[i].entry;
    if constexpr (K::kind == key_kind::int64) {
      e.number = items[i].key;
    } else {
      e.number =
          static_cast<std::int64_t>(static_cast<std::uint64_t>(items[i].key.size()) << 32 | at);
      if (!items[i].key.empty()) std::memcpy(to + at, items[i].key.data(), items[i].key.size());
      at += static_cast<std::uint32_t>(items[i].key.size());
    }
    e.row = at;
    e.row_bytes = static_cast<std::uint32_t>(items[i].image.size());
    if (!items[i].image.empty()) std::memcpy(to + at, items[i].image.data(), items[i].image.size());
    at += e.row_bytes;
    store(node + hot_entries_at + sizeof(hot_entry) * i, e);
  }
  return result;
}

}  // namespace helios::storage
