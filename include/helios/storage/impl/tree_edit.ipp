// helios/storage/impl/tree_edit.ipp -- the editor: roots, and the nodes it makes and supersedes.
#pragma once

#include <helios/storage/tree_edit.hpp>

#include <helios/storage/impl/tree_work.hpp>

namespace helios::storage {

node_ref tree_editor::adopt(node_ref made) {
  try {
    if (fresh_.capacity() == 0) fresh_.reserve(8);  // a change of one row makes about as many
    header_of(made).place = fresh_.size();
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
    if (superseded_.capacity() == 0) superseded_.reserve(8);  // likewise
    superseded_.push_back(old);
  } else if (h.birth < mark_) {
    abandoned_.push_back(old);
  } else {
    std::uint64_t const at = h.place;
    fresh_[at] = fresh_.back();
    header_of(fresh_[at]).place = at;
    fresh_.pop_back();
    space_->pool().release(old);
  }
}

tree_root tree_editor::apply(tree_root const& root, shape const& form,
                             std::span<tree_op const> ops) {
  if (ops.empty()) return root;
  return with_keys(form.keys(), [&](auto k) {
    using K = decltype(k);
    work<K> w{*this, form};
    std::uint8_t const height = root.height;
    if (ops.size() == 1 && !root.empty()) {
      if (node_ref const made = w.put_one(root.ref, height, true, ops.front()); !made.empty())
        return tree_root{made, root.rows + static_cast<std::uint64_t>(w.row_change), height};
    }
    std::vector<child_entry<typename K::view>> level;
    if (root.empty()) {
      std::vector<row_source> const sources{{run_view{}, &form, column_map{}}};
      std::vector<picked<typename K::view>, large_allocator<picked<typename K::view>>> rows;
      rows.reserve(ops.size());
      for (tree_op const& o : ops) {
        if (o.erase) continue;
        rows.push_back({K::of(o.key), o.row.data(), 0, 0, no_base_position, false});
      }
      w.row_change = static_cast<std::int64_t>(rows.size());
      w.make_runs(rows, sources, true, {}, level);
    } else {
      w.apply(root.ref, height, {}, ops, level);
    }
    return grow(w, std::move(level), height, root.rows);
  });
}

tree_root tree_editor::replace(tree_root const& root, shape const& form, splice const& with) {
  return with_keys(form.keys(), [&](auto k) {
    using K = decltype(k);
    using view = typename K::view;
    work<K> w{*this, form};
    std::vector<child_entry<view>> leaves;
    for (splice::leaf const& l : with.leaves) {
      leaves.push_back({K::of(l.first), node_ref::file(l.page), false});
      w.row_change += static_cast<std::int64_t>(l.rows);
    }
    if (root.empty()) return grow(w, std::move(leaves), 0, 0);
    view const low = K::of(with.low);
    view const high = K::of(with.high);
    std::vector<child_entry<view>> level;
    w.splice(root.ref, root.height, {},
             {with.from_start ? nullptr : &low, with.to_end ? nullptr : &high, true, {}, leaves},
             level);
    return grow(w, std::move(level), root.height, root.rows);
  });
}

/// A root above the children that a change left of the top level.
template <class K, class Entries>
tree_root tree_editor::grow(work<K>& w, Entries level, std::uint8_t height,
                            std::uint64_t rows_before) {
  if (level.empty()) return tree_root{};
  while (level.size() > 1) {
    Entries above;
    ++height;
    w.make_inner(level, height, true, {}, above);
    level = std::move(above);
  }
  node_ref top = level.front().ref;
  while (height != 0) {  // a root with one child is no root
    node_pin const node = fetch_inner(top, height, K::kind, space_->pages());
    inner_view const inner(node.data);
    if (inner.count() != 1) break;
    node_ref const only = inner.child(0);
    supersede(top);
    top = only;
    --height;
  }
  return tree_root{top, rows_before + static_cast<std::uint64_t>(w.row_change), height};
}

void tree_editor::abandon(tree_root const& root) {
  std::vector<node_ref> nodes;
  each_heap_node(root, [&](node_ref n) { nodes.push_back(n); });
  for (node_ref const n : nodes) supersede(n);
}

std::vector<node_ref> tree_editor::keep() {
  for (node_ref const n : abandoned_) {
    std::uint64_t const at = header_of(n).place;
    fresh_[at] = fresh_.back();
    header_of(fresh_[at]).place = at;
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
    header_of(fresh_[i]).place = i;
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
