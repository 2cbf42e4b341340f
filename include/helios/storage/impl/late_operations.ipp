// helios/storage/impl/late_operations.ipp -- late nodes put into a tree, and leaves made of them.
#pragma once

#include <helios/storage/late_operations.hpp>

#include <helios/storage/impl/tree_work.hpp>

#include <algorithm>

namespace helios::storage {

late_operations::late_operations(tree_space& space, shape const& form,
                                 gathered_operations gathered,
                                 std::shared_ptr<payload_list const> payloads)
    : space_(&space),
      form_(&form),
      owner_(space.new_owner()),
      gathered_(std::move(gathered)),
      payloads_(std::move(payloads)) {}

late_operations::~late_operations() {
  for (node_ref const n : made_) space_->pool().release(n);
  space_->pool().discharge(charged_);
}

std::vector<tree_op> late_operations::operations(range which, std::deque<bytes>& converted) const {
  std::vector<tree_op> ops;
  ops.reserve(which.second - which.first);
  std::vector<form_until> const& older = gathered_.older_forms;
  for (std::size_t i = which.first; i != which.second; ++i) {
    tree_op& o = ops.emplace_back(gathered_.list.operation(i));
    if (o.erase) continue;
    auto const form = std::upper_bound(
        older.begin(), older.end(), gathered_.list.commit(i),
        [](std::uint32_t commit, form_until const& f) { return commit < f.commit; });
    if (form == older.end()) {
      form_->check_row(o.row);
    } else {
      form->form->check_row(o.row);
      o.row = converted.emplace_back(convert_row(row_view(*form->form, o.row), *form_));
    }
  }
  return ops;
}

void late_operations::apply_all(draft& to, tree_id id) {
  std::deque<bytes> converted;
  std::int64_t const change = to.apply(id, operations({0, gathered_.list.size()}, converted));
  if (change != gathered_.row_change) {
    throw error(errc::data_corrupted, "commits do not say how many rows they made of tree " +
                                          std::to_string(raw(id)));
  }
}

/// Where the operations end that belong to a child and those before it.
template <class K>
std::size_t late_operations::end_of(inner_view const& in, std::uint32_t child, range rest) const {
  if (child + 1 == in.count()) return rest.second;
  typename K::view const limit = in.separator<K>(child + 1);
  auto const [low, high] = rest;
  std::size_t begin = low;
  std::size_t n = high - low;
  while (n != 0) {
    std::size_t const half = n / 2;
    if (K::order(gathered_.list.key<K>(begin + half), limit) < 0) {
      begin += half + 1;
      n -= half + 1;
    } else {
      n = half;
    }
  }
  return begin;
}

/// Calls f with the operations of each touched leaf.
template <class K, class F>
void late_operations::each_leaf(node_ref at, std::uint8_t height, range which, F const& f) const {
  if (height == 0) return f(which);
  node_pin const node = fetch(at, space_->pages());
  if (node.prefix().kind != node_kind::inner)
    throw error(errc::data_corrupted, "a tree ends above its leaves");
  inner_view const inner(node.data);
  while (which.first != which.second) {
    std::uint32_t const child = inner.find<K>(gathered_.list.key<K>(which.first));
    std::size_t const end = end_of<K>(inner, child, which);
    each_leaf<K>(inner.child(child), static_cast<std::uint8_t>(height - 1), {which.first, end}, f);
    which.first = end;
  }
}

void late_operations::put_off(draft& to, tree_id id) {
  tree_root const before = to.open(id).root();
  std::vector<range> crowded;
  // One leaf for a few rows more than a leaf has; the tail of a table that grows is no such case.
  std::size_t const most = space_->limits().base_rows;
  if (before.height != 0) {
    with_keys(form_->keys(), [&](auto k) {
      each_leaf<decltype(k)>(before.ref, before.height, {0, gathered_.list.size()}, [&](range r) {
        if (r.second - r.first > most) crowded.push_back(r);
      });
    });
    std::deque<bytes> converted;
    std::vector<tree_op> now;
    for (range const r : crowded) {
      std::vector<tree_op> const more = operations(r, converted);
      now.insert(now.end(), more.begin(), more.end());
    }
    if (!now.empty()) {
      gathered_.row_change -= to.apply(id, now);
      gathered_.list.remove(crowded);
    }
  }
  tree_root const root = to.open(id).root();
  if (root.height == 0) return apply_all(to, id);
  if (gathered_.list.empty()) return;
  charged_ = gathered_.list.memory();
  space_->pool().charge(charged_);
  node_ref const made = with_keys(form_->keys(), [&](auto k) {
    return copy<decltype(k)>(to.editor(), root.ref, root.height, {0, gathered_.list.size()});
  });
  to.set_root(id, {made, root.rows + static_cast<std::uint64_t>(gathered_.row_change), root.height});
}

/// A node with late leaves in place of those that operations touch.
template <class K>
node_ref late_operations::copy(tree_editor& edit, node_ref at, std::uint8_t height, range which) {
  node_pool& pool = space_->pool();
  if (height == 0) {
    node_ref const late = edit.adopt(pool.allocate(late_bytes, edit.mark_, edit.owner_));
    store(late.address(), node_prefix{node_kind::late, static_cast<std::uint8_t>(K::kind), 0, 0,
                                      late_bytes});
    store(late.address() + late_header_at,
          late_header{at, this, which.first, which.second, node_ref()});
    return late;
  }
  node_pin const node = fetch(at, space_->pages());
  inner_view const inner(node.data);
  std::vector<node_ref> children;
  children.reserve(inner.count());
  for (std::uint32_t i = 0; i != inner.count(); ++i) children.push_back(inner.child(i));
  while (which.first != which.second) {
    std::uint32_t const child = inner.find<K>(gathered_.list.key<K>(which.first));
    std::size_t const end = end_of<K>(inner, child, which);
    children[child] = copy<K>(edit, children[child], static_cast<std::uint8_t>(height - 1),
                              {which.first, end});
    which.first = end;
  }
  node_ref const made = edit.adopt(copy_inner(
      node, [&](std::uint32_t i) { return children[i]; }, pool, edit.mark_, edit.owner_));
  edit.supersede(at);
  return made;
}

node_ref late_operations::make(node_ref late) {
  std::lock_guard const hold(lock_);
  std::byte* const at = late.address();
  if (node_ref const made = load_ref(at + late_made_at); !made.empty()) return made;
  auto const h = load<late_header>(at + late_header_at);
  std::deque<bytes> converted;
  std::vector<tree_op> const ops =
      operations({static_cast<std::size_t>(h.begin), static_cast<std::size_t>(h.end)}, converted);
  tree_editor edit(*space_, owner_, space_->tick());
  node_ref const made = with_keys(form_->keys(), [&](auto k) {
    tree_editor::work<decltype(k)> work{edit, *form_};
    return work.apply_whole(h.under, ops);
  });
  made_.insert(made_.end(), edit.fresh().begin(), edit.fresh().end());
  static_cast<void>(edit.keep());
  swing_ref(at + late_made_at, made);
  return made;
}

}  // namespace helios::storage
