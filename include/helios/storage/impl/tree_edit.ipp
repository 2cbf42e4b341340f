// helios/storage/impl/tree_edit.ipp -- the one recursion that changes trees.
#pragma once

#include <helios/storage/tree_edit.hpp>

#include <algorithm>
#include <deque>

namespace helios::storage {

// An apply descends with the operations cut at the separators, makes new leaves, and returns each level's new
// children to the level above, where too small ones join a neighbour and too many split.
template <class K>
struct tree_editor::work {
  using view = typename K::view;
  using entry = child_entry<view>;
  using pick = picked<view>;
  using ops_span = std::span<tree_op const>;

  tree_editor& edit;
  shape const& form;
  std::int64_t row_change = 0;
  std::deque<bytes> separators{};  // of new nodes, while they climb to the node that will hold them

  void apply(node_ref ref, std::uint8_t height, view separator, ops_span ops, std::vector<entry>& out);
  void apply_inner(node_ref ref, std::uint8_t height, view separator, ops_span ops, std::vector<entry>& out);
  void apply_leaf(node_ref ref, view separator, ops_span ops, std::vector<entry>& out);
  [[nodiscard]] node_ref add_hot(leaf_view const& leaf, ops_span ops);
  void collect_delta(leaf_view const& leaf, ops_span ops, std::vector<pick>& out);
  void rebuild(leaf_view const& leaf, std::span<pick const> delta, std::span<row_source const> sources, view separator,
               std::vector<entry>& out);
  void make_runs(std::span<pick const> rows, std::span<row_source const> sources, bool at_end, view separator,
                 std::vector<entry>& out);
  void join_small(std::vector<entry>& children, std::uint8_t child_height);
  void join(entry const& left, entry const& right, std::uint8_t height, std::vector<entry>& out);
  void supersede_parts(leaf_view const& leaf, node_ref ref);
  void make_inner(std::span<entry const> children, std::uint8_t height, bool at_end, view separator,
                  std::vector<entry>& out);
  [[nodiscard]] view lasting(view separator) {
    if constexpr (K::kind == key_kind::int64) {
      return separator;
    } else {
      return separators.emplace_back(separator.begin(), separator.end());
    }
  }
  [[nodiscard]] std::uint32_t small_leaf() const noexcept { return edit.space_->limits().base_rows / 4; }
};

template <class K>
void tree_editor::work<K>::apply(node_ref ref, std::uint8_t height, view separator, ops_span ops,
                                 std::vector<entry>& out) {
  if (height == 0) {
    apply_leaf(ref, separator, ops, out);
  } else {
    apply_inner(ref, height, separator, ops, out);
  }
}

template <class K>
void tree_editor::work<K>::apply_inner(node_ref ref, std::uint8_t height, view separator, ops_span ops,
                                       std::vector<entry>& out) {
  node_pin const node = fetch(ref, edit.space_->pages());
  if (node.prefix().kind != node_kind::inner) throw error(errc::data_corrupted, "a tree ends above its leaves");
  inner_view const inner(node.data);
  std::uint32_t const n = inner.count();
  std::vector<entry> made;
  std::uint32_t const first = inner.template find<K>(K::of(ops.front().key));
  auto const end_of = [&](std::uint32_t child, ops_span rest) {
    if (child + 1 == n) return rest.size();
    view const limit = inner.template separator<K>(child + 1);
    if (K::order(K::of(rest.back().key), limit) < 0) return rest.size();
    auto const cut = std::lower_bound(rest.begin(), rest.end(), limit,
                                      [](tree_op const& o, view k) { return K::order(K::of(o.key), k) < 0; });
    return static_cast<std::size_t>(cut - rest.begin());
  };

  std::size_t const first_end = end_of(first, ops);
  apply(inner.child(first), static_cast<std::uint8_t>(height - 1), inner.template separator<K>(first),
        ops.first(first_end), made);
  bool const one = first_end == ops.size() && made.size() == 1 && !made.front().small;
  if (one && edit.in_place(ref)) {
    swing_ref(const_cast<std::byte*>(inner.ref_at(first)), made.front().ref);
    out.push_back({separator, ref, false});
    return;
  }

  std::vector<entry> children;
  children.reserve(n + made.size());
  for (std::uint32_t i = 0; i != first; ++i) children.push_back({inner.template separator<K>(i), inner.child(i), false});
  children.insert(children.end(), made.begin(), made.end());
  ops_span rest = ops.subspan(first_end);
  for (std::uint32_t i = first + 1; i != n; ++i) {
    view const at = inner.template separator<K>(i);
    std::size_t const mine = rest.empty() ? 0 : end_of(i, rest);
    if (mine == 0) {
      children.push_back({at, inner.child(i), false});
    } else {
      apply(inner.child(i), static_cast<std::uint8_t>(height - 1), at, rest.first(mine), children);
      rest = rest.subspan(mine);
    }
  }
  if (!one) join_small(children, static_cast<std::uint8_t>(height - 1));
  bool const at_end = K::order(K::of(ops.back().key), inner.template separator<K>(n - 1)) >= 0 && n > 1;
  make_inner(children, height, at_end, separator, out);
  edit.supersede(ref);
}

template <class K>
void tree_editor::work<K>::make_inner(std::span<entry const> children, std::uint8_t height, bool at_end,
                                      view separator, std::vector<entry>& out) {
  std::size_t const limit = edit.space_->limits().fanout;
  std::size_t const n = children.size();
  std::size_t const parts = (n + limit - 1) / limit;
  std::size_t begin = 0;
  for (std::size_t p = 0; p != parts; ++p) {
    std::size_t const end = at_end ? std::min(n, begin + limit) : n * (p + 1) / parts;
    node_ref const made = edit.adopt(
        build_inner<K>(height, children.subspan(begin, end - begin), edit.space_->pool(), edit.mark_, edit.owner_));
    bool const small = !at_end && end - begin < limit / 4;
    out.push_back({p == 0 ? separator : lasting(children[begin].separator), made, small});
    begin = end;
  }
}

template <class K>
void tree_editor::work<K>::join_small(std::vector<entry>& children, std::uint8_t child_height) {
  for (std::size_t i = 0; i < children.size() && children.size() > 1;) {
    if (!children[i].small) {
      ++i;
      continue;
    }
    std::size_t const left = i == 0 ? 0 : i - 1;
    std::vector<entry> joined;
    join(children[left], children[left + 1], child_height, joined);
    for (entry& e : joined) e.small = e.small && joined.size() == 1 && children.size() > 2;
    auto const at = children.begin() + static_cast<std::ptrdiff_t>(left);
    children.insert(children.erase(at, at + 2), joined.begin(), joined.end());
    i = left + joined.size();
    if (!joined.empty() && joined.size() == 1 && joined.front().small) i = left;
  }
}

template <class K>
void tree_editor::work<K>::join(entry const& left, entry const& right, std::uint8_t height, std::vector<entry>& out) {
  if (height != 0) {
    std::vector<entry> all;
    node_pin const pins[] = {fetch(left.ref, edit.space_->pages()), fetch(right.ref, edit.space_->pages())};
    for (node_pin const& pin : pins) {
      inner_view const inner(pin.data);
      for (std::uint32_t i = 0; i != inner.count(); ++i) {
        all.push_back({inner.template separator<K>(i), inner.child(i), false});
      }
    }
    all[inner_view(pins[0].data).count()].separator = right.separator;
    make_inner(all, height, false, left.separator, out);
    edit.supersede(left.ref);
    edit.supersede(right.ref);
  } else {
    leaf_view const leaves[] = {{left.ref, form, edit.space_->pages()}, {right.ref, form, edit.space_->pages()}};
    std::vector<row_source> sources;
    std::vector<pick> rows;
    std::vector<row_place> order;
    for (leaf_view const& leaf : leaves) {
      auto const first_source = static_cast<std::uint16_t>(sources.size());
      leaf.sources(sources);
      leaf.template order<K>(order);
      for (row_place const p : order) {
        pick r{leaf.template key<K>(p), nullptr, 0, static_cast<std::uint16_t>(first_source + static_cast<int>(p.origin)),
               p.position, no_base_position, false};
        if (p.origin == row_origin::hot) {
          byte_view const image = leaf.hot_image(leaf.hot(p.position));
          r.image = image.data();
          r.image_bytes = static_cast<std::uint32_t>(image.size());
        }
        rows.push_back(r);
      }
    }
    make_runs(rows, sources, false, left.separator, out);
    for (std::size_t i : {0, 1}) {
      node_ref const ref = i == 0 ? left.ref : right.ref;
      supersede_parts(leaves[i], ref);
      edit.supersede(leaves[i].base_ref());
    }
  }
}

/// Supersedes a leaf's node and its cold run, not its base.
template <class K>
void tree_editor::work<K>::supersede_parts(leaf_view const& leaf, node_ref ref) {
  if (leaf.base_ref() == ref) return;  // a clean leaf is its base
  if (!leaf.cold_ref().empty() && leaf.cold_ref() != ref) edit.supersede(leaf.cold_ref());
  edit.supersede(ref);
}

template <class K>
void tree_editor::work<K>::apply_leaf(node_ref ref, view separator, ops_span ops, std::vector<entry>& out) {
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
  std::uint64_t const cold_limit = std::uint64_t{leaf.base_rows()} * edit.space_->limits().cold_percent / 100;
  if (delta.size() <= cold_limit) {
    node_ref result = leaf.base_ref();
    if (!delta.empty()) {
      node_ref const cold = edit.adopt(build_run<K>(form, delta, sources, true, leaf.base_rows(), edit.space_->pool(),
                                                    edit.mark_, edit.owner_));
      result = edit.adopt(edit.space_->pool().allocate(hot_entries_at, edit.mark_, edit.owner_));
      store(result.address(), node_prefix{node_kind::leaf, static_cast<std::uint8_t>(K::kind), 0, 0, hot_entries_at});
      store(result.address() + leaf_header_at, leaf_header{leaf.base_ref(), cold, 0, 0, 0, 0, nullptr});
    }
    out.push_back({separator, result, false});
  } else {
    rebuild(leaf, delta, sources, separator, out);
  }
  supersede_parts(leaf, ref);
}

/// The leaf with the operations merged into its hot delta.
template <class K>
node_ref tree_editor::work<K>::add_hot(leaf_view const& leaf, ops_span ops) {
  struct item {
    hot_entry entry;
    view key;
    byte_view image;
  };
  std::vector<item> items;
  items.reserve(leaf.hot_rows() + ops.size());
  std::uint32_t h = 0;
  bool const same_shape = leaf.hot_rows() == 0 || leaf.hot_shape().fingerprint() == form.fingerprint();
  std::vector<bytes> converted;
  converted.reserve(leaf.hot_rows());
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
    e.base_position = no_base_position;
    e.cold_position = no_base_position;
    e.erased = o.erase ? 1 : 0;
    bool live = false;
    if (h != leaf.hot_rows() && K::order(leaf.template hot_key<K>(h), k) == 0) {
      hot_entry const before = leaf.hot(h++);
      e.base_position = before.base_position;
      e.cold_position = before.cold_position;
      live = before.erased == 0;
    } else {
      if (leaf.base()) {
        std::uint32_t const b = leaf.base().template lower_bound<K>(k);
        if (b != leaf.base_rows() && K::order(leaf.base().template key<K>(b), k) == 0) {
          e.base_position = static_cast<std::uint16_t>(b);
          live = true;
        }
      }
      if (leaf.cold()) {
        std::uint32_t const c = leaf.cold().template lower_bound<K>(k);
        if (c != leaf.cold_rows() && K::order(leaf.cold().template key<K>(c), k) == 0) {
          e.cold_position = static_cast<std::uint16_t>(c);
          live = !leaf.cold().erased(c);
        }
      }
    }
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
  auto const size = static_cast<std::uint32_t>(align_up(hot_entries_at + entries + arena, 8));
  node_ref const result = edit.adopt(edit.space_->pool().allocate(size, edit.mark_, edit.owner_));
  std::byte* const node = result.address();
  leaf_header header{leaf.base_ref(), leaf.cold_ref(), 0, static_cast<std::uint32_t>(items.size()),
                     static_cast<std::uint32_t>(arena), 0, &form};
  store(node, node_prefix{node_kind::leaf, static_cast<std::uint8_t>(K::kind), 0, 0, size});
  store(node + leaf_header_at, header);
  std::byte* const to = node + hot_entries_at + entries;
  std::uint32_t at = 0;
  for (std::size_t i = 0; i != items.size(); ++i) {
    hot_entry e = items[i].entry;
    if constexpr (K::kind == key_kind::int64) {
      e.number = items[i].key;
    } else {
      e.number = static_cast<std::int64_t>(static_cast<std::uint64_t>(items[i].key.size()) << 32 | at);
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

/// All rows over the base, newest part first: the leaf's cold and hot deltas and the operations, in key order.
/// Erased keys that the base does not hold vanish. Counts the rows that come and go.
template <class K>
void tree_editor::work<K>::collect_delta(leaf_view const& leaf, ops_span ops, std::vector<pick>& out) {
  constexpr std::uint16_t ops_source = 3;
  std::uint32_t c = 0;
  std::uint32_t h = 0;
  std::size_t o = 0;
  std::uint32_t const nc = leaf.cold_rows();
  std::uint32_t const nh = leaf.hot_rows();
  out.reserve(nc + nh + ops.size());
  bool const past_base =
      leaf.base_rows() == 0 ||
      (!ops.empty() && K::order(leaf.base().template key<K>(leaf.base_rows() - 1), K::of(ops.front().key)) < 0);
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

    pick row{next, nullptr, 0, 0, 0, no_base_position, false};
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
      byte_view const image = leaf.hot_image(e);
      row.base_position = e.base_position;
      row.source = 2;
      row.image = image.data();
      row.image_bytes = static_cast<std::uint32_t>(image.size());
      row.erased = e.erased != 0;
      live = !row.erased;
      known = true;
      ++h;
    }
    if (o != ops.size() && K::order(K::of(ops[o].key), next) == 0) {
      tree_op const& op = ops[o++];
      if (!known && !past_base) {
        std::uint32_t const b = leaf.base().template lower_bound<K>(next);
        if (b != leaf.base_rows() && K::order(leaf.base().template key<K>(b), next) == 0) {
          row.base_position = static_cast<std::uint16_t>(b);
          live = true;
        }
      }
      row_change += (op.erase ? 0 : 1) - (live ? 1 : 0);
      row.source = ops_source;
      row.image = op.row.data();
      row.image_bytes = static_cast<std::uint32_t>(op.row.size());
      row.erased = op.erase;
    }
    if (!row.erased || row.base_position != no_base_position) out.push_back(row);
  }
}

/// New bases for the leaf's base under a delta that has grown too large.
template <class K>
void tree_editor::work<K>::rebuild(leaf_view const& leaf, std::span<pick const> delta,
                                   std::span<row_source const> sources, view separator, std::vector<entry>& out) {
  std::uint32_t const n = leaf.base_rows();
  bool const at_end =
      !delta.empty() && (n == 0 || K::order(leaf.base().template key<K>(n - 1), delta.front().key) < 0);
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
      rows.push_back({k, nullptr, 0, 0, static_cast<std::uint16_t>(b), no_base_position, false});
    }
  }
  while (d != delta.size()) take_delta();
  make_runs(rows, sources, at_end, separator, out);
  if (!leaf.base_ref().empty()) edit.supersede(leaf.base_ref());
}

/// Bases for rows in key order: full ones with the rest in the last (ascending loads), or equal shares.
template <class K>
void tree_editor::work<K>::make_runs(std::span<pick const> rows, std::span<row_source const> sources, bool at_end,
                                     view separator, std::vector<entry>& out) {
  if (rows.empty()) return;
  std::vector<std::uint32_t> costs;
  std::uint64_t total = 0;
  std::uint32_t const fixed = form.fixed_size() + 8;
  bool const varied = form.has_bytes() || K::kind == key_kind::bytes;
  if (varied) {
    costs.reserve(rows.size());
    for (pick const& r : rows) total += costs.emplace_back(row_cost<view>(form, r, sources));
  } else {
    total = std::uint64_t{fixed} * rows.size();
  }
  std::uint64_t const by_rows = (rows.size() + edit.space_->limits().base_rows - 1) / edit.space_->limits().base_rows;
  std::uint64_t const by_bytes = (total + edit.space_->limits().base_bytes - 1) / edit.space_->limits().base_bytes;
  std::uint64_t const parts = std::max(by_rows, by_bytes);
  std::uint64_t const share = at_end ? edit.space_->limits().base_rows : (rows.size() + parts - 1) / parts;
  std::size_t begin = 0;
  while (begin != rows.size()) {
    std::size_t end = begin;
    std::uint64_t cost = 0;
    while (end != rows.size() && end - begin < share && (end == begin || cost < edit.space_->limits().base_bytes)) {
      cost += varied ? costs[end] : fixed;
      ++end;
    }
    std::span<pick const> const part = rows.subspan(begin, end - begin);
    node_ref const run =
        edit.adopt(build_run<K>(form, part, sources, false, 0, edit.space_->pool(), edit.mark_, edit.owner_));
    // A first leaf keeps its separator; later ones get the shortest one below their first key.
    view at = separator;
    if (begin != 0) {
      at = run_view(run.address()).template key<K>(0);
      if constexpr (K::kind == key_kind::bytes) at = at.first(detail::common_prefix(rows[begin - 1].key, at) + 1);
      at = lasting(at);
    }
    bool const small = end - begin < small_leaf() && cost < edit.space_->limits().base_bytes / 4;
    out.push_back({at, run, small && !at_end});
    begin = end;
  }
}

node_ref tree_editor::adopt(node_ref made) {
  try {
    header_of(made).unused[0] = fresh_.size();
    fresh_.push_back(made);
  } catch (...) {
    space_->pool().release(made);
    throw;
  }
  return made;
}

bool tree_editor::in_place(node_ref r) const noexcept {
  if (!r.in_heap()) return false;
  node_header const& h = header_of(r);
  return h.owner == owner_ && h.birth >= mark_;
}

void tree_editor::supersede(node_ref old) {
  if (!old.in_heap()) return;
  node_header& h = header_of(old);
  if (h.owner != owner_) return;  // a fork's parent: its own timeline retires it
  if (h.birth < first_) {
    superseded_.push_back(old);
  } else if (h.birth < mark_) {
    abandoned_.push_back(old);
  } else {
    std::uint64_t const at = h.unused[0];
    fresh_[at] = fresh_.back();
    header_of(fresh_[at]).unused[0] = at;
    fresh_.pop_back();
    space_->pool().release(old);
  }
}

tree_root tree_editor::apply(tree_root const& root, shape const& form, std::span<tree_op const> ops) {
  if (ops.empty()) return root;
  return with_keys(form.keys(), [&](auto k) {
    using K = decltype(k);
    work<K> w{*this, form};
    std::vector<child_entry<typename K::view>> level;
    std::uint8_t height = root.height;
    if (root.empty()) {
      std::vector<row_source> const sources{{run_view{}, &form, column_map{}}};
      std::vector<picked<typename K::view>> rows;
      for (tree_op const& o : ops) {
        if (o.erase) continue;
        rows.push_back({K::of(o.key), o.row.data(), static_cast<std::uint32_t>(o.row.size()), 0, 0, no_base_position, false});
      }
      w.row_change = static_cast<std::int64_t>(rows.size());
      w.make_runs(rows, sources, true, {}, level);
    } else {
      w.apply(root.ref, height, {}, ops, level);
    }
    if (level.empty()) return tree_root{};
    while (level.size() > 1) {
      std::vector<child_entry<typename K::view>> above;
      ++height;
      w.make_inner(level, height, true, {}, above);
      level = std::move(above);
    }
    node_ref top = level.front().ref;
    while (height != 0) {  // a root with one child is no root
      node_pin const node = fetch(top, space_->pages());
      inner_view const inner(node.data);
      if (inner.count() != 1) break;
      node_ref const only = inner.child(0);
      supersede(top);
      top = only;
      --height;
    }
    return tree_root{top, root.rows + static_cast<std::uint64_t>(w.row_change), height};
  });
}

std::vector<node_ref> tree_editor::keep() {
  for (node_ref const n : abandoned_) {
    std::uint64_t const at = header_of(n).unused[0];
    fresh_[at] = fresh_.back();
    header_of(fresh_[at]).unused[0] = at;
    fresh_.pop_back();
    space_->pool().release(n);
  }
  abandoned_.clear();
  fresh_.clear();
  return std::exchange(superseded_, {});
}

void tree_editor::undo_to(edit_mark const& m) noexcept {
  for (std::size_t i = fresh_.size(); i-- != 0;) {
    node_ref const n = fresh_[i];
    if (header_of(n).birth < m.at) continue;
    fresh_[i] = fresh_.back();
    header_of(fresh_[i]).unused[0] = i;
    fresh_.pop_back();
    space_->pool().release(n);
  }
  abandoned_.resize(m.abandoned);
  superseded_.resize(m.superseded);
}

void tree_editor::undo() noexcept {
  for (node_ref const n : fresh_) space_->pool().release(n);
  fresh_.clear();
  abandoned_.clear();
  superseded_.clear();
}

}  // namespace helios::storage
