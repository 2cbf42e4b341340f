// helios/src.hpp -- every definition of helios, for the one source that compiles it separately.
//
// Requires  HELIOS_SEPARATE_COMPILATION is defined for the whole program
#pragma once

#ifndef HELIOS_SEPARATE_COMPILATION
#error "helios/src.hpp needs HELIOS_SEPARATE_COMPILATION defined for the whole program"
#endif

#include <helios/base/impl/checksum.ipp>
#include <helios/history/impl/branch_info.ipp>
#include <helios/history/impl/commit_queue.ipp>
#include <helios/history/impl/diff.ipp>
#include <helios/history/impl/merge.ipp>
#include <helios/history/impl/registry.ipp>
#include <helios/history/impl/registry_file.ipp>
#include <helios/history/impl/engine.ipp>
#include <helios/history/impl/engine_as_of.ipp>
#include <helios/history/impl/engine_branches.ipp>
#include <helios/history/impl/engine_checkpoint.ipp>
#include <helios/history/impl/engine_commit.ipp>
#include <helios/storage/impl/anchor.ipp>
#include <helios/storage/impl/commit_record.ipp>
#include <helios/storage/impl/directory.ipp>
#include <helios/storage/impl/draft.ipp>
#include <helios/storage/impl/format.ipp>
#include <helios/storage/impl/frame.ipp>
#include <helios/storage/impl/frame_file.ipp>
#include <helios/storage/impl/inner.ipp>
#include <helios/storage/impl/leaf.ipp>
#include <helios/storage/impl/log.ipp>
#include <helios/storage/impl/log_epoch.ipp>
#include <helios/storage/impl/log_open.ipp>
#include <helios/storage/impl/log_reader.ipp>
#include <helios/storage/impl/log_tail.ipp>
#include <helios/storage/impl/memory_image.ipp>
#include <helios/storage/impl/memory_vfs.ipp>
#include <helios/storage/impl/node.ipp>
#include <helios/storage/impl/os_error.ipp>
#include <helios/storage/impl/page_source.ipp>
#include <helios/storage/impl/page_source_cached.ipp>
#include <helios/storage/impl/page_source_mapped.ipp>
#include <helios/storage/impl/page_writer.ipp>
#include <helios/storage/impl/posix_descriptor.ipp>
#include <helios/storage/impl/posix_file.ipp>
#include <helios/storage/impl/posix_vfs.ipp>
#include <helios/storage/impl/replay.ipp>
#include <helios/storage/impl/row.ipp>
#include <helios/storage/impl/run.ipp>
#include <helios/storage/impl/shape.ipp>
#include <helios/storage/impl/testing/faulty_vfs.ipp>
#include <helios/storage/impl/testing/forgetful_vfs.ipp>
#include <helios/storage/impl/testing/slow_vfs.ipp>
#include <helios/storage/impl/testing/write_history.ipp>
#include <helios/storage/impl/timeline.ipp>
#include <helios/storage/impl/tree.ipp>
#include <helios/storage/impl/tree_diff.ipp>
#include <helios/storage/impl/tree_edit.ipp>
#include <helios/storage/impl/tree_space.ipp>
#include <helios/storage/impl/tree_walk.ipp>
#include <helios/history/impl/transaction.ipp>
