// helios/storage/open_file.hpp -- a database file in use: its log and the pages read from it,
// shared by all who may still read there.
//
// Holds     (O1) the log outlives the pages
// Threads   as its parts; close: when nobody reads any more
#pragma once

#include <helios/storage/log.hpp>
#include <helios/storage/node_check.hpp>
#include <helios/storage/page_source_mapped.hpp>

#include <memory>
#include <utility>

namespace helios::storage {

class open_file {
 public:
  open_file(std::unique_ptr<storage::log> from, page_options const& options)
      : log_(std::move(from)), pages_(make_pages(log_->source(), options)) {
    pages_->check_with(node_fault);
  }

  [[nodiscard]] storage::log& log() noexcept { return *log_; }
  /// Handles to the parts that keep the whole.
  [[nodiscard]] static std::shared_ptr<storage::log> log_of(std::shared_ptr<open_file> const& f) {
    return {f, f->log_.get()};
  }
  [[nodiscard]] static std::shared_ptr<page_source> pages_of(std::shared_ptr<open_file> const& f) {
    return {f, f->pages_.get()};
  }
  /// Closes the file although handles are left: their holders keep nothing open.
  void close() noexcept {
    pages_.reset();
    log_.reset();
  }

 private:
  std::unique_ptr<storage::log> log_;
  std::unique_ptr<page_source> pages_;
};

}  // namespace helios::storage
