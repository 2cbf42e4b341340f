// helios/storage/impl/timeline.ipp -- publishing versions and releasing what no version reaches.
#pragma once

#include <helios/storage/timeline.hpp>

#include <helios/storage/tree_walk.hpp>

#include <algorithm>

namespace helios::storage {

version::~version() {
  if (line_) line_->died(this);
}

version_ptr timeline::publish(database_root const& root, scn at, std::vector<node_ref> superseded,
                              std::vector<version_ptr> holds,
                              std::vector<std::shared_ptr<late_maker const>> makers) {
  auto made = std::make_shared<version>();
  made->root_ = root;
  made->at_ = at;
  made->born_ = space_->tick();
  made->holds_ = std::move(holds);
  made->makers_ = std::move(makers);
  made->line_ = shared_from_this();
  version* const v = made.get();
  std::lock_guard const hold(lock_);
  if (newest_ != nullptr) {
    HELIOS_EXPECTS(newest_->dead_.empty());
    newest_->dead_ = std::move(superseded);
    newest_->newer_ = v;
  }
  v->older_ = newest_;
  v->retracted_ = false;
  newest_ = v;
  return made;
}

void timeline::retract_to(version_ptr const& last) {
  std::lock_guard const hold(lock_);
  while (newest_ != nullptr && newest_ != last.get()) {
    version* const v = newest_;
    version* const older = v->older_;
    HELIOS_EXPECTS(older != nullptr);
    // What v was about to retire is alive again; what it made is its own.
    v->dead_ = made_since(v->root_, older->born_);
    v->retracted_ = true;
    older->dead_.clear();
    older->newer_ = nullptr;
    newest_ = older;
  }
}

/// The nodes of this timeline that a root reaches and that were born after an era.
std::vector<node_ref> timeline::made_since(database_root const& root, era after) const {
  std::vector<node_ref> made;
  if (space_->closed()) return made;
  auto const collect = [&](node_ref n) {
    if (header_of(n).birth > after) made.push_back(n);
  };
  try {
    each_entry(root, *space_, [&](tree_id, directory_entry const& e) {
      each_owned_node(e.root.ref, owner_, collect);
    });
    each_owned_node(root.trees.ref, owner_, collect);
    each_owned_node(root.shapes.ref, owner_, collect);
  } catch (std::exception const&) {
    // A page of the directory cannot be read, or there is no memory for the list: these nodes'
    // memory returns with the pool.
  }
  return made;
}

void timeline::died(version* v) noexcept {
  std::unique_lock hold(lock_);
  // Only now is v's list its last one: a newer version that died meanwhile handed nodes down to it.
  std::vector<node_ref> gone = std::move(v->dead_);
  version* const older = v->older_;
  bool const was_newest = v->newer_ == nullptr;
  // What v was the last to reach goes, unless an older version reaches it too.
  auto const hand_down = [&] {
    era const kept_until = older == nullptr ? era{0} : older->born_;
    if (was_newest) {
      // Nothing came after it that would have retired its nodes.
      gone = made_since(v->root_, kept_until);
    } else if (older != nullptr) {
      auto const reached = std::partition(
          gone.begin(), gone.end(), [&](node_ref n) { return header_of(n).birth > kept_until; });
      older->dead_.insert(older->dead_.end(), reached, gone.end());
      gone.erase(reached, gone.end());
    }
  };
  if (!v->retracted_) {
    if (older != nullptr) older->newer_ = v->newer_;
    if (was_newest) {
      newest_ = older;
      if (older != nullptr) older->dead_.clear();  // what v had retired is the newest one's again
    } else {
      v->newer_->older_ = older;
    }
    try {
      hand_down();
    } catch (std::bad_alloc const&) {
      gone.clear();  // without memory for the lists their nodes stay until the pool goes
    }
  }
  hold.unlock();
  for (node_ref const n : gone) space_->pool().release(n);
}

std::size_t timeline::held() const {
  std::lock_guard const hold(lock_);
  std::size_t n = 0;
  for (version const* v = newest_; v != nullptr; v = v->older_) ++n;
  return n;
}

}  // namespace helios::storage
