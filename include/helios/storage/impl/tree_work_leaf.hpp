// helios/storage/impl/tree_work_leaf.hpp -- the recursion that changes trees: leaves.
#pragma once

// A part of tree_work.hpp, which includes it after the declarations.

namespace helios::storage {

template <class K>
void tree_editor::work<K>::apply_leaf(node_ref ref, view separator, ops_span ops,
                                      std::vector<entry>& out) {
  leaf_view const leaf(ref, form, edit.space_->pages());
  std::size_t const limit = edit.space_->limits().hot_rows;
  std::size_t hot = leaf.hot_rows() + ops.size();
  if (hot > limit && ops.size() <= limit) {
    for (tree_op const& o : ops) {
      std::uint32_t const h = leaf.template hot_lower_bound<K>(K::of(o.key));
      if (h != leaf.hot_rows() && K::order(leaf.template hot_key<K>(h), K::of(o.key)) == 0) --hot;
    }
  }
  if (hot <= limit) {
    out.push_back({separator, add_hot(leaf, ops), false});
    if (leaf.base_ref() != ref) edit.supersede(ref);
    return;
  }

  std::vector<row_source> sources;
  leaf.sources(sources);
  sources.push_back({run_view{}, &form, column_map{}});
  std::vector<pick> delta;
  collect_delta(leaf, ops, delta);
  std::uint64_t const cold_limit =
      std::uint64_t{leaf.base_rows()} * edit.space_->limits().cold_percent / 100;
  if (delta.size() <= cold_limit) {
    out.push_back({separator, leaf_over(leaf, delta, sources), false});
  } else {
    rebuild(leaf, delta, sources, separator, out);
  }
  supersede_parts(leaf, ref);
}

/// The leaf with a delta of its own in place of those it has; its base, if nothing differs from it.
template <class K>
node_ref tree_editor::work<K>::leaf_over(leaf_view const& leaf, std::span<pick const> delta,
                                         std::span<row_source const> sources) {
  if (delta.empty() && !leaf.base_ref().empty()) return leaf.base_ref();
  node_ref cold;
  if (!delta.empty()) {
    cold = edit.adopt(build_run<K>(form, delta, sources, true, leaf.base_rows(),
                                   edit.space_->pool(), edit.mark_, edit.owner_));
  }
  node_ref const result =
      edit.adopt(edit.space_->pool().allocate(hot_entries_at, edit.mark_, edit.owner_));
  store(result.address(),
        node_prefix{node_kind::leaf, static_cast<std::uint8_t>(K::kind), 0, 0, hot_entries_at});
  store(result.address() + leaf_header_at, leaf_header{leaf.base_ref(), cold, 0, 0, 0, 0, nullptr});
  return result;
}

/// The leaf after the operations as one leaf, however many rows it gets.
template <class K>
node_ref tree_editor::work<K>::apply_whole(node_ref ref, ops_span ops) {
  std::vector<entry> out;
  apply_leaf(ref, {}, ops, out);
  if (out.size() == 1 && !out.front().ref.empty()) return out.front().ref;
  edit.undo();
  leaf_view const leaf(ref, form, edit.space_->pages());
  std::vector<row_source> sources;
  leaf.sources(sources);
  sources.push_back({run_view{}, &form, column_map{}});
  std::vector<pick> delta;
  collect_delta(leaf, ops, delta);
  return leaf_over(leaf, delta, sources);
}

/// All rows over the base, newest part first: the leaf's cold and hot deltas and the operations, in
/// key order. Erased keys that the base does not hold vanish. Counts the rows that come and go.
template <class K>
void tree_editor::work<K>::collect_delta(leaf_view const& leaf, ops_span ops,
                                         std::vector<pick>& out) {
  constexpr std::uint16_t ops_source = 3;
  std::uint32_t c = 0;
  std::uint32_t h = 0;
  std::size_t o = 0;
  std::uint32_t const nc = leaf.cold_rows();
  std::uint32_t const nh = leaf.hot_rows();
  out.reserve(nc + nh + ops.size());
  bool const past_base =
      leaf.base_rows() == 0 ||
      (!ops.empty() &&
       K::order(leaf.base().template key<K>(leaf.base_rows() - 1), K::of(ops.front().key)) < 0);
  // Many operations stand close together: the next one's place is near that of the one before.
  bool const dense = ops.size() * fence_stride >= leaf.base_rows();
  std::uint32_t base_row = 0;
  while (c != nc || h != nh || o != ops.size()) {
    // The smallest key of the three parts.
    view next{};
    bool any = false;
    auto const consider = [&](view k) {
      if (!any || K::order(k, next) < 0) next = k;
      any = true;
    };
    if (c != nc) consider(leaf.cold().template key<K>(c));
    if (h != nh) consider(leaf.template hot_key<K>(h));
    if (o != ops.size()) consider(K::of(ops[o].key));

    pick row{next, nullptr, 0, 0, no_base_position, false};
    bool known = false;  // the base position, by an older part
    bool live = false;
    if (c != nc && K::order(leaf.cold().template key<K>(c), next) == 0) {
      row.base_position = leaf.cold().base_position(c);
      row.source = 1;
      row.position = static_cast<std::uint16_t>(c);
      row.erased = leaf.cold().erased(c);
      live = !row.erased;
      known = true;
      ++c;
    }
    if (h != nh && K::order(leaf.template hot_key<K>(h), next) == 0) {
      hot_entry const e = leaf.hot(h);
      row.base_position = e.base_position;
      row.source = 2;
      row.image = leaf.hot_image(e).data();
      row.erased = e.erased != 0;
      live = !row.erased;
      known = true;
      ++h;
    }
    if (o != ops.size() && K::order(K::of(ops[o].key), next) == 0) {
      tree_op const& op = ops[o++];
      if (!known && !past_base) {
        base_row = dense ? leaf.base().template lower_bound_from<K>(base_row, next)
                         : leaf.base().template lower_bound<K>(next);
        if (base_row != leaf.base_rows() &&
            K::order(leaf.base().template key<K>(base_row), next) == 0) {
          row.base_position = static_cast<std::uint16_t>(base_row);
          live = true;
        }
      }
      row_change += (op.erase ? 0 : 1) - (live ? 1 : 0);
      row.source = ops_source;
      row.image = op.row.data();
      row.erased = op.erase;
    }
    if (!row.erased || row.base_position != no_base_position) out.push_back(row);
  }
}

/// Rows of a leaf, for build_run: its sources stand at `first_source` and after.
template <class K>
auto tree_editor::work<K>::pick_rows(leaf_view const& leaf, std::span<row_place const> places,
                                     std::size_t first_source) const -> std::vector<pick> {
  std::vector<pick> rows;
  rows.reserve(places.size());
  for (row_place const p : places) {
    pick r{leaf.template key<K>(p), nullptr, 0, p.position, no_base_position, false};
    r.source = static_cast<std::uint16_t>(first_source + static_cast<std::size_t>(p.origin));
    if (p.origin == row_origin::hot) {
      r.image = leaf.hot_image(leaf.hot(p.position)).data();
    }
    rows.push_back(r);
  }
  return rows;
}

/// New bases for the leaf's base under a delta that has grown too large.
template <class K>
void tree_editor::work<K>::rebuild(leaf_view const& leaf, std::span<pick const> delta,
                                   std::span<row_source const> sources, view separator,
                                   std::vector<entry>& out) {
  std::uint32_t const n = leaf.base_rows();
  bool at_end = !delta.empty() &&
                (n == 0 || K::order(leaf.base().template key<K>(n - 1), delta.front().key) < 0);
  // Behind rows that a delta hides the next leaf could begin before this one.
  if constexpr (K::kind == key_kind::bytes)
    at_end = at_end && (n == 0 || K::order(leaf.base().byte_key(n - 1), separator) >= 0);
  if (at_end && n >= edit.space_->limits().base_rows) {
    // Rows after a full base: it stays, they become the next leaves.
    out.push_back({separator, leaf.base_ref(), false});
    view at = delta.front().key;
    if constexpr (K::kind == key_kind::bytes) {
      at = at.first(detail::common_prefix(leaf.base().byte_key(n - 1), at) + 1);
    }
    make_runs(delta, sources, true, lasting(at), out);
    return;
  }
  std::vector<pick> rows;
  rows.reserve(n + delta.size());
  std::size_t d = 0;
  auto const take_delta = [&] {
    if (!delta[d].erased) rows.push_back(delta[d]);
    ++d;
  };
  for (std::uint32_t b = 0; b != n; ++b) {
    view const k = leaf.base().template key<K>(b);
    while (d != delta.size() && K::order(delta[d].key, k) < 0) take_delta();
    if (d != delta.size() && delta[d].base_position == b) {
      take_delta();
    } else {
      rows.push_back({k, nullptr, 0, static_cast<std::uint16_t>(b), no_base_position, false});
    }
  }
  while (d != delta.size()) take_delta();
  make_runs(rows, sources, at_end, separator, out);
  if (!leaf.base_ref().empty()) edit.supersede(leaf.base_ref());
}

/// Bases for rows in key order: full ones with the rest in the last (ascending loads), or equal
/// shares.
template <class K>
void tree_editor::work<K>::make_runs(std::span<pick const> rows,
                                     std::span<row_source const> sources, bool at_end,
                                     view separator, std::vector<entry>& out) {
  if (rows.empty()) return;
  for (std::size_t i = 1; i != rows.size(); ++i)
    if (K::order(rows[i - 1].key, rows[i].key) >= 0) throw_unordered();
  std::uint64_t const largest = edit.space_->limits().base_bytes;
  std::uint64_t const total = rows_cost<view>(form, rows, sources);
  std::uint64_t const by_rows =
      (rows.size() + edit.space_->limits().base_rows - 1) / edit.space_->limits().base_rows;
  std::uint64_t const by_bytes = (total + largest - 1) / largest;
  // Rows that differ in length are looked at one by one only where that decides something.
  bool const varied = (form.has_bytes() || K::kind == key_kind::bytes) && total > largest;
  std::vector<std::uint32_t> const costs =
      varied ? row_costs<view>(form, rows, sources) : std::vector<std::uint32_t>{};
  std::uint64_t const usual = total / rows.size();
  std::uint64_t const parts = std::max(by_rows, by_bytes);
  std::uint64_t const share =
      at_end ? edit.space_->limits().base_rows : (rows.size() + parts - 1) / parts;
  std::size_t begin = 0;
  while (begin != rows.size()) {
    std::size_t end = begin;
    std::uint64_t cost = 0;
    while (end != rows.size() && end - begin < share && (end == begin || cost < largest)) {
      cost += varied ? costs[end] : usual;
      ++end;
    }
    std::span<pick const> const part = rows.subspan(begin, end - begin);
    node_ref const run = edit.adopt(
        build_run<K>(form, part, sources, false, 0, edit.space_->pool(), edit.mark_, edit.owner_));
    // A first leaf keeps its separator; later ones get the shortest one below their first key.
    view at = separator;
    if (begin != 0) {
      at = run_view(run.address()).template key<K>(0);
      if constexpr (K::kind == key_kind::bytes)
        at = at.first(detail::common_prefix(rows[begin - 1].key, at) + 1);
      at = lasting(at);
    }
    bool const small = end - begin < small_leaf() && cost < largest / 4;
    out.push_back({at, run, small && !at_end});
    begin = end;
  }
}

}  // namespace helios::storage
