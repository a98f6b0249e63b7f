#!/bin/sh
# slurm_node.sh start FOLDER | stop FOLDER: a real Slurm of one node on the loopback, for tests. Prints the reason and ends with 77 where
# none can be started (no slurm-wlm and munge, or not root). Its configuration is FOLDER/slurm.conf (SLURM_CONF). Accounting is off, as on
# many small clusters; a job that is put back into the queue may start again after a few seconds (cred_expire).
set -eu
folder=$2
skip() { echo "$1"; exit 77; }
if [ "$1" = stop ]; then
    for name in slurmd slurmctld munged; do
        [ ! -f "$folder/$name.pid" ] || kill "$(cat "$folder/$name.pid")" 2>/dev/null || true
    done
    exit 0
fi
for program in slurmctld slurmd sbatch munged; do
    command -v "$program" >/dev/null || PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || skip "no $program (packages slurm-wlm, munge)"
done
PATH=$PATH:/usr/sbin
[ "$(id -u)" = 0 ] || skip "a Slurm of our own can only be started by root"
mkdir -p "$folder/state" "$folder/spool"
folder=$(cd "$folder" && pwd)
host=$(hostname -s)
# Ports that are free more likely than not: by the process's number.
controller=$((20000 + $$ % 20000)) daemon=$((controller + 1))
# munged of our own: its key and socket lie in the folder.
dd if=/dev/urandom of="$folder/munge.key" bs=1024 count=1 2>/dev/null
chmod 600 "$folder/munge.key"
chmod 755 "$folder"
munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/munge.seed" || skip "munged could not be started"
cat >"$folder/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=3
CredType=cred/munge
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
JobRequeue=1
KillWait=5
MinJobAge=600
OverTimeLimit=0
SchedulerParameters=sched_interval=2,sched_min_interval=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmctldPort=$controller
SlurmdPort=$daemon
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmdSpoolDir=$folder/spool
StateSaveLocation=$folder/state
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
AccountingStorageType=accounting_storage/none
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=debug Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$folder/slurm.conf"
slurmctld && slurmd || skip "Slurm could not be started: $(tail -n 1 "$folder/slurmctld.log" "$folder/slurmd.log" 2>/dev/null)"
for _ in $(seq 60); do
    ! sinfo --noheader --format=%T 2>/dev/null | grep -q idle || exit 0
    sleep 0.5
done
skip "the node did not become idle: $(tail -n 1 "$folder/slurmctld.log")"
