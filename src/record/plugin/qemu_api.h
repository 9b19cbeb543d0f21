/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions of QEMU's plugin interface that are used here, as its
 * documentation describes them (docs/devel/tcg-plugins.rst).  Distributions do
 * not package QEMU's header with the emulator, so nothing but a compiler is
 * needed to build the plugin.
 */
#ifndef RECORD_PLUGIN_QEMU_API_H
#define RECORD_PLUGIN_QEMU_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;

struct qemu_plugin_tb;
struct qemu_plugin_insn;

enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };
enum qemu_plugin_mem_rw { QEMU_PLUGIN_MEM_RW = 3 };

typedef void simple_cb(qemu_plugin_id_t id, unsigned vcpu);
typedef void udata_cb(unsigned vcpu, void *udata);
typedef void mem_cb(
    unsigned vcpu, qemu_plugin_meminfo_t info, uint64_t addr, void *udata);
typedef void trans_cb(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);
typedef void syscall_cb(qemu_plugin_id_t id, unsigned vcpu, int64_t number,
    uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5,
    uint64_t a6, uint64_t a7, uint64_t a8);
typedef void syscall_ret_cb(
    qemu_plugin_id_t id, unsigned vcpu, int64_t number, int64_t ret);
typedef void exit_cb(qemu_plugin_id_t id, void *udata);

void qemu_plugin_register_vcpu_exit_cb(qemu_plugin_id_t id, simple_cb *cb);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, trans_cb *cb);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
    udata_cb *cb, enum qemu_plugin_cb_flags flags, void *udata);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn, mem_cb *cb,
    enum qemu_plugin_cb_flags flags, enum qemu_plugin_mem_rw rw, void *udata);
void qemu_plugin_register_vcpu_syscall_cb(qemu_plugin_id_t id, syscall_cb *cb);
void qemu_plugin_register_vcpu_syscall_ret_cb(
    qemu_plugin_id_t id, syscall_ret_cb *cb);
void qemu_plugin_register_atexit_cb(
    qemu_plugin_id_t id, exit_cb *cb, void *udata);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(
    const struct qemu_plugin_tb *tb, size_t i);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
unsigned qemu_plugin_mem_size_shift(qemu_plugin_meminfo_t info);
bool qemu_plugin_mem_is_store(qemu_plugin_meminfo_t info);

#endif
