// helios/storage/impl/page_writer.ipp -- nodes into pages, references from memory to the file.
#pragma once

#include <helios/storage/page_writer.hpp>

#include <helios/storage/late_node.hpp>
#include <helios/storage/tree_walk.hpp>
#include <helios/storage/value_refs.hpp>

#include <algorithm>
#include <limits>

namespace helios::storage {

namespace detail {

inline constexpr std::uint64_t largest_extent = std::uint64_t{4} << 20;
inline constexpr std::uint64_t smallest_extent = std::uint64_t{8} << 10;
inline constexpr std::uint64_t flush_at = std::uint64_t{1} << 20;

/// A heap node that is needed for a moment.
struct passing_node {
  node_pool& pool;
  node_ref ref;

  passing_node(node_pool& from, node_ref node) noexcept : pool(from), ref(node) {}
  passing_node(passing_node const&) = delete;
  passing_node& operator=(passing_node const&) = delete;
  ~passing_node() {
    if (!ref.empty()) pool.release(ref);
  }
};

/// A shape with every column that a leaf's deltas hold. Hot rows are never older than cold ones, so
/// a column that only cold rows have was dropped before the hot ones came.
[[nodiscard]] inline shape stored_columns(leaf_view const& leaf) {
  std::vector<column_shape> columns;
  bytes absent;
  std::vector<column_id> dropped;
  if (leaf.hot_rows() != 0) {
    columns = leaf.hot_shape().columns();
    dropped = leaf.hot_shape().dropped();
  }
  std::size_t const newest = columns.size();
  for (std::uint32_t i = 0; leaf.cold() && i != leaf.cold().columns(); ++i) {
    run_column const c = leaf.cold().column(i);
    bool const known = std::any_of(columns.begin(), columns.end(), [&](column_shape const& have) {
      return have.id == column_id{c.id};
    });
    if (!known) columns.push_back({column_id{c.id}, c.type});
  }
  shape const plain(leaf.form().keys(), columns);
  row_builder row(plain);
  for (std::size_t i = 0; i != columns.size(); ++i) {
    row.add(i < newest ? row_view(leaf.hot_shape(), leaf.hot_shape().absent_row()).at(i) : cell{});
    std::erase(dropped, columns[i].id);
  }
  return {leaf.form().keys(), columns, columns.empty() ? byte_view{} : row.image(),
          std::move(dropped)};
}

/// The cold run that a leaf's cold and hot deltas make together; as in the recursion that changes
/// trees.
template <class K>
[[nodiscard]] node_ref merge_deltas(leaf_view const& leaf, node_pool& pool) {
  using pick = picked<typename K::view>;
  std::vector<row_source> sources;
  leaf.sources(sources);
  std::vector<pick> rows;
  std::uint32_t c = 0;
  auto const take_cold = [&] {
    pick r{leaf.cold().template key<K>(c),
           nullptr,
           1,
           static_cast<std::uint16_t>(c),
           leaf.cold().base_position(c),
           leaf.cold().erased(c)};
    rows.push_back(r);
    ++c;
  };
  for (std::uint32_t h = 0; h != leaf.hot_rows(); ++h) {
    typename K::view const k = leaf.template hot_key<K>(h);
    while (c != leaf.cold_rows() && K::order(leaf.cold().template key<K>(c), k) < 0) take_cold();
    if (c != leaf.cold_rows() && K::order(leaf.cold().template key<K>(c), k) == 0) ++c;
    hot_entry const e = leaf.hot(h);
    byte_view const image = leaf.hot_image(e);
    if (e.erased != 0 && e.base_position == no_base_position) continue;
    rows.push_back({k, image.data(), 2, 0, e.base_position, e.erased != 0});
  }
  while (c != leaf.cold_rows()) take_cold();
  if (rows.empty()) return {};
  return build_run<K>(leaf.form(), rows, sources, true, leaf.base_rows(), pool, era{}, owner_id{});
}

}  // namespace detail

std::optional<node_ref> page_writer::page_of(node_ref node) const {
  node_ref const known(identity(node));
  if (moves_ != nullptr && !(known.in_file() && known.offset() >= log_->source().first()))
    return moves_->find(known);
  return known.in_file() ? std::optional(known) : std::nullopt;
}

void page_writer::set_page(node_ref of, node_ref page) {
  if (moves_ != nullptr) return moves_->set(node_ref(identity(of)), page);
  header_of(of).twin.store(page.word(), std::memory_order_release);
}

bool page_writer::write(tree const& t, std::uint64_t& budget) {
  return t.root().empty() || write_node(t.root().ref, t.form(), budget);
}

/// About what the page of a heap node takes, if it needs one.
std::uint64_t page_writer::room_of(node_ref node) const {
  auto const prefix = load<node_prefix>(node.address());
  bool const in_its_leaf = prefix.kind == node_kind::run && (prefix.flags & run_is_delta) != 0;
  if (in_its_leaf || page_of(node)) return 0;
  std::uint64_t payload = prefix.bytes;
  if (prefix.kind == node_kind::leaf) {
    node_ref const cold = load_ref(node.address() + leaf_cold_at);
    if (cold.in_heap()) payload += load<node_prefix>(cold.address()).bytes;
  }
  return extent_room(payload + log_->source().codec().overhead());
}

void page_writer::expect(tree const& t, owner_id owner) {
  if (t.root().empty()) return;
  each_owned_node(t.root().ref, owner, [&](node_ref n) { expected_ += room_of(n); });
}

void page_writer::write_leaves(std::span<node_ref const> leaves, shape const& form) {
  HELIOS_EXPECTS(moves_ == nullptr);
  std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();
  std::size_t foreseen = 0;
  for (std::size_t i = 0; i != leaves.size(); ++i) {
    if (i == foreseen) {
      // The next extent ends with a leaf: nothing is left over.
      expected_ = written_;
      do {
        expected_ += room_of(leaves[foreseen++]);
      } while (foreseen != leaves.size() &&
               expected_ - written_ + room_of(leaves[foreseen]) <= detail::largest_extent);
    }
    static_cast<void>(write_node(leaves[i], form, unbounded));
  }
}

node_ref page_writer::copy(node_ref page) {
  HELIOS_EXPECTS(moves_ != nullptr && page.in_file());
  std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();
  // Pages are copied as they are, whatever their tree's shape.
  static_cast<void>(write_node(page, space_->shapes().trees(), unbounded));
  return *page_of(page);
}

bool page_writer::write_node(node_ref at, shape const& form, std::uint64_t& budget,
                             node_prefix const* above) {
  if (page_of(at)) return true;
  if (budget == 0) return false;
  std::uint64_t const before = written_;
  at = node_ref(identity(at));
  node_pin const node = fetch(at, space_->pages());
  node_prefix const prefix = node.prefix();
  if (above != nullptr && !may_stand_below(*above, prefix)) throw_misplaced(at);
  switch (prefix.kind) {
    case node_kind::inner: {
      inner_view const inner(node.data);
      for (std::uint32_t i = 0; i != inner.count(); ++i) {
        if (!write_node(inner.child(i), form, budget, &prefix)) return false;
      }
      put_inner(at, node.payload());
      break;
    }
    case node_kind::leaf: {
      node_ref const base = load_ref(node.data + leaf_base_at);
      if (!base.empty() && !write_node(base, form, budget, &prefix)) return false;
      if (at.in_file()) {
        put_page_leaf(at, node.payload());
      } else {
        put_leaf(at, form);
      }
      break;
    }
    case node_kind::run:
      // The directory is known by its shape's place: a table's may be alike.
      put_run(at, node.payload(), at.in_heap() && &form == &space_->shapes().trees());
      break;
    case node_kind::late: {
      node_ref const made = made_leaf(at);
      if (!write_node(made, form, budget)) return false;
      share_page(at, *page_of(made));
      return true;
    }
  }
  budget -= std::min(budget, written_ - before);
  return true;
}

/// The values that a run refers to go with it; `image` is the copy whose references change.
void page_writer::move_values(std::byte const* run, std::byte* image) {
  if (moves_ == nullptr) return;
  each_value_ref(run_view(run), [&](std::size_t at) { moves_->values().move(image + at); });
}

namespace detail {

/// Empties the references into memory that a run of the directory holds: a delta hides those rows,
/// and addresses are nobody's business. The column's bounds go with them.
inline void forget_addresses(std::byte* run) {
  run_view const view(run);
  run_column c = view.column(0);
  for (std::uint32_t i = 0; i != view.rows(); ++i) {
    std::byte* const place = run + c.values + sizeof(node_ref) * i;
    if (load_ref(place).in_heap()) store(place, node_ref().word());
  }
  c.has_zone = 0;
  c.low = c.high = {};
  store(run + run_columns_at, c);
}

}  // namespace detail

void page_writer::put_run(node_ref of, byte_view payload, bool names_roots) {
  if (moves_ == nullptr && !names_roots) return put(of, payload);
  bytes image(payload.begin(), payload.end());
  move_values(payload.data(), image.data());
  if (names_roots) detail::forget_addresses(image.data());
  put_copy(of, std::move(image));
}

void page_writer::put_inner(node_ref of, byte_view payload) {
  bytes image(payload.begin(), payload.end());
  inner_view const inner(payload.data());
  for (std::uint32_t i = 0; i != inner.count(); ++i) {
    store(image.data() + inner_refs_at + sizeof(node_ref) * i, page_of(inner.child(i))->word());
  }
  put_copy(of, std::move(image));
}

/// A node's page is that of another node, which may wait to be written.
void page_writer::share_page(node_ref of, node_ref page) {
  if (!images_.empty()) nodes_.push_back(of);
  set_page(of, page);
}

/// A leaf as another file has it: its delta is in its page already.
void page_writer::put_page_leaf(node_ref of, byte_view payload) {
  bytes image(payload.begin(), payload.end());
  if (node_ref const base = load_ref(payload.data() + leaf_base_at); !base.empty())
    store(image.data() + leaf_base_at, page_of(base)->word());
  std::uint32_t const cold = load<leaf_header>(payload.data() + leaf_header_at).inline_cold;
  if (cold != 0) move_values(payload.data() + cold, image.data() + cold);
  put_copy(of, std::move(image));
}

void page_writer::put_leaf(node_ref of, shape const& form) {
  // Branches share leaves, and one of them may have dropped columns that another reads: what is
  // written is what the leaf holds, not what this tree's shape would read of it.
  shape const all = detail::stored_columns(leaf_view(of, form, space_->pages()));
  leaf_view const leaf(of, all, space_->pages());
  node_ref const base = leaf.base_ref().empty() ? node_ref() : *page_of(leaf.base_ref());
  detail::passing_node const made(space_->pool(), with_keys(form.keys(), [&](auto k) {
                                    return detail::merge_deltas<decltype(k)>(leaf, space_->pool());
                                  }));
  node_ref const cold = made.ref;
  if (cold.empty()) {  // the deltas undid each other: the leaf is its base again
    return share_page(of, base);
  }
  constexpr std::uint32_t cold_at = page_leaf_cold_at;
  std::uint32_t const cold_bytes = load<node_prefix>(cold.address()).bytes;
  bytes image(cold_at + cold_bytes);
  store(image.data(), node_prefix{node_kind::leaf, static_cast<std::uint8_t>(form.keys()), 0, 0,
                                  cold_at + cold_bytes});
  store(image.data() + leaf_header_at, leaf_header{base, {}, cold_at, 0, 0, 0, nullptr});
  std::memcpy(image.data() + cold_at, cold.address(), cold_bytes);
  move_values(cold.address(), image.data() + cold_at);
  put_copy(of, std::move(image));
}

void page_writer::put(node_ref of, byte_view image, bytes lies_in) {
  std::uint64_t const room = extent_room(image.size() + log_->source().codec().overhead());
  if (extent_.end - next_ < room) {
    flush();
    // Of what nobody foresaw little is left over: an eighth of what came so far.
    std::uint64_t const ahead = expected_ > written_ ? expected_ - written_ : written_ / 8;
    std::uint64_t const wanted = std::clamp(ahead, detail::smallest_extent, detail::largest_extent);
    extent_ = reserve_(std::max(wanted, room));
    next_ = extent_.next;
  }
  std::uint64_t const payload = next_ + frame_header_bytes;
  images_.push_back(image);
  if (!lies_in.empty()) copies_.push_back(std::move(lies_in));
  nodes_.push_back(of);
  next_ += room;
  written_ += room;
  set_page(of, node_ref::file(payload));
  if (next_ - extent_.next >= detail::flush_at) flush();
}

void page_writer::take_back() noexcept {
  if (moves_ != nullptr) moves_->values().forget();
  for (node_ref const n : nodes_) {
    if (moves_ != nullptr) {
      moves_->forget(n);
    } else {
      header_of(n).twin.store(0, std::memory_order_release);
    }
  }
  drop_images();
}

void page_writer::flush() {
  if (images_.empty()) return;
  std::vector<frame_to_write> frames;
  frames.reserve(images_.size());
  for (byte_view const image : images_) {
    frame_to_write f;
    f.type = frame_type::page;
    f.scn = at_;
    f.payload = image;
    frames.push_back(f);
  }
  try {
    if (moves_ != nullptr) moves_->values().flush();
    log_->write_in_extent(extent_, frames);
  } catch (...) {
    take_back();
    throw;
  }
  HELIOS_EXPECTS(extent_.next == next_);
  drop_images();
}

void page_writer::drop_images() noexcept {
  images_.clear();
  copies_.clear();
  nodes_.clear();
}

void swinger::let_go(node_ref subtree) {
  each_owned_node(subtree, owner_, [&](node_ref n) { unreached_.push_back(n); });
}

/// Swings what is below a heap node that stays.
void swinger::below(node_ref at) {
  if (header_of(at).owner != owner_) {
    foreign_ = true;
    return;
  }
  auto const swing_at = [&](std::byte* place) {
    node_ref const child = load_ref(place);
    if (!child.in_heap()) return;
    std::uint64_t const page = identity(child);
    if (page == child.word()) return below(child);
    swing_ref(place, node_ref(page));
    let_go(child);
  };
  switch (load<node_prefix>(at.address()).kind) {
    case node_kind::inner: {
      inner_view const inner(at.address());
      for (std::uint32_t i = 0; i != inner.count(); ++i)
        swing_at(const_cast<std::byte*>(inner.ref_at(i)));
      break;
    }
    case node_kind::leaf: {
      swing_at(at.address() + leaf_base_at);
      node_ref const cold = load_ref(at.address() + leaf_cold_at);
      foreign_ |= cold.in_heap() && header_of(cold).owner != owner_;
      break;
    }
    case node_kind::run:
    case node_kind::late: break;
  }
}

tree_root swinger::swing(tree_root const& root) {
  if (!root.ref.in_heap()) return root;
  std::uint64_t const page = identity(root.ref);
  if (page == root.ref.word()) {
    below(root.ref);
    return root;
  }
  let_go(root.ref);
  return {node_ref(page), root.rows, root.height};
}

}  // namespace helios::storage
