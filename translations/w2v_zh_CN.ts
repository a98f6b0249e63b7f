<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>w2v::Action</name>
    <message>
        <source>forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>backward</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>left</source>
        <translation>左移</translation>
    </message>
    <message>
        <source>right</source>
        <translation>右移</translation>
    </message>
    <message>
        <source>turn left</source>
        <translation>左转</translation>
    </message>
    <message>
        <source>turn right</source>
        <translation>右转</translation>
    </message>
</context>
<context>
    <name>w2v::ActivityBar</name>
    <message>
        <source>Settings, theme and language</source>
        <translation>设置、主题和语言</translation>
    </message>
</context>
<context>
    <name>w2v::AdapterChooser</name>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>No adapter</source>
        <translation>无适配器</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>A LoRA adapter in the peft layout that is put on the model</source>
        <translation>加在模型上的 LoRA 适配器（peft 格式）</translation>
    </message>
    <message>
        <source>Folder of an adapter</source>
        <translation>适配器文件夹</translation>
    </message>
</context>
<context>
    <name>w2v::AnswerColumns</name>
    <message>
        <source>Truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>◆ truth</source>
        <translation>◆ 真值</translation>
    </message>
    <message>
        <source>has not answered this question</source>
        <translation>没有回答这个问题</translation>
    </message>
    <message>
        <source>direction right, amount off</source>
        <translation>方向正确，数值有偏差</translation>
    </message>
    <message>
        <source>direction wrong</source>
        <translation>方向错误</translation>
    </message>
    <message>
        <source>✓ right</source>
        <translation>✓ 正确</translation>
    </message>
    <message>
        <source>✕ wrong</source>
        <translation>✕ 错误</translation>
    </message>
    <message>
        <source>(empty reply)</source>
        <translation>（空回复）</translation>
    </message>
    <message>
        <source>%1% sure</source>
        <translation>把握 %1%</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>What it imagined…</source>
        <translation>它想象了什么…</translation>
    </message>
    <message>
        <source>%1% of the score</source>
        <translation>占得分的 %1%</translation>
    </message>
</context>
<context>
    <name>w2v::AttachmentTile</name>
    <message>
        <source>Remove %1</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>Picture %1 of %2: %3</source>
        <translation>第 %1 张图片，共 %2 张：%3</translation>
    </message>
    <message>
        <source>Click or Space: as the model sees it. Delete removes it, Alt+Left and Alt+Right or dragging moves it.</source>
        <translation>单击或按空格：显示模型看到的样子。Delete 移除；Alt+左、Alt+右或拖动可移动。</translation>
    </message>
    <message>
        <source>Click or Space: as the model sees it.</source>
        <translation>单击或按空格：显示模型看到的样子。</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>正在载入</translation>
    </message>
</context>
<context>
    <name>w2v::AuditPage</name>
    <message>
        <source>✕ defect</source>
        <translation>✕ 缺陷</translation>
    </message>
    <message>
        <source>! warning</source>
        <translation>! 警告</translation>
    </message>
    <message>
        <source>note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>majority</source>
        <translation>多数答案</translation>
    </message>
    <message>
        <source>geometry or table</source>
        <translation>几何或查表</translation>
    </message>
    <message>
        <source>text model</source>
        <translation>文本模型</translation>
    </message>
    <message>
        <source>%1 records</source>
        <translation>%1 条记录</translation>
    </message>
    <message>
        <source>yes, %1</source>
        <translation>是，%1</translation>
    </message>
    <message>
        <source>Run the audit</source>
        <translation>运行审查</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save the report…</source>
        <translation>保存报告…</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>轻重</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>发现内容</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录数</translation>
    </message>
    <message>
        <source>Click a finding to see its records</source>
        <translation>点击一项发现以查看其记录</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>没有发现问题。</translation>
    </message>
    <message>
        <source>Blind answers need records of at least two scenes.</source>
        <translation>不看图的回答至少需要两个场景的记录。</translation>
    </message>
    <message>
        <source>There are no yes or no questions.</source>
        <translation>没有是非问题。</translation>
    </message>
    <message>
        <source>There are no questions for a direction.</source>
        <translation>没有询问方向的问题。</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>Own answer, lowest</source>
        <translation>自身答案，最低</translation>
    </message>
    <message>
        <source>below 1</source>
        <translation>低于 1</translation>
    </message>
    <message>
        <source>Wrong answer, highest</source>
        <translation>错误答案，最高</translation>
    </message>
    <message>
        <source>too close</source>
        <translation>过于接近</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>已检查</translation>
    </message>
    <message>
        <source>Disagree</source>
        <translation>不一致</translation>
    </message>
    <message>
        <source>Share, 95 %</source>
        <translation>占比，95 %</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Answers that never look at a picture</source>
        <translation>从不看图的回答</translation>
    </message>
    <message>
        <source>Balance of yes and no</source>
        <translation>是与否的平衡</translation>
    </message>
    <message>
        <source>Percent of the answers that are yes; half is right.</source>
        <translation>答案为“是”的百分比；一半为宜。</translation>
    </message>
    <message>
        <source>Directions</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Percent of the answers.</source>
        <translation>占答案的百分比。</translation>
    </message>
    <message>
        <source>The reward on right and wrong answers</source>
        <translation>奖励对正确与错误答案的表现</translation>
    </message>
    <message>
        <source>Labels against the geometry of their views</source>
        <translation>标签与视图几何的对照</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>%1, %2 s left</source>
        <translation>%1，还需 %2 秒</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>The newest audit cannot be shown (%1): run it again.</source>
        <translation>最新的审查无法显示（%1）：请重新运行。</translation>
    </message>
    <message>
        <source>The records have not been audited yet.</source>
        <translation>记录尚未审查。</translation>
    </message>
    <message>
        <source>An audit looks for answers that can be told without looking, for words that leak them, for wrong labels, rewards that do not tell right from wrong, and scenes on two sides of the split. It changes nothing.</source>
        <translation>审查会寻找不看图就能得出的答案、泄露答案的词语、错误的标签、分不清对错的奖励，以及出现在划分两侧的场景。它不改动任何内容。</translation>
    </message>
    <message>
        <source>%1 % (%2 to %3)</source>
        <translation>%1 %（%2 至 %3）</translation>
    </message>
    <message>
        <source>%1 scenes, %2 on two sides; %3 pictures, %4 on two sides.</source>
        <translation>%1 个场景，%2 个出现在两侧；%3 张图片，%4 张出现在两侧。</translation>
    </message>
    <message>
        <source>Near-duplicate views of different scenes: %1 pairs among %2 views, %3 across the split.</source>
        <translation>不同场景的近似重复视图：%2 个视图中有 %1 对，%3 对跨越划分。</translation>
    </message>
    <message>
        <source>✓ %1 records, no defect was found.</source>
        <translation>✓ %1 条记录，未发现缺陷。</translation>
    </message>
    <message>
        <source>✕ %1 records, defects were found.</source>
        <translation>✕ %1 条记录，发现了缺陷。</translation>
    </message>
    <message>
        <source>Audited %1.</source>
        <translation>审查时间：%1。</translation>
    </message>
    <message>
        <source>Records were made since then: run it again.</source>
        <translation>此后又生成了记录：请重新运行。</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Page (*.html);;JSON (*.json)</source>
        <translation>网页 (*.html);;JSON (*.json)</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>已保存为 %1。</translation>
    </message>
    <message>
        <source>%1, %2 points</source>
        <translation>%1，%2 个百分点</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>已测量</translation>
    </message>
    <message>
        <source>Contradict</source>
        <translation>矛盾</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>Percent right; each record is answered by rules that saw other scenes only. Yes/no tasks are held against guessing: the larger of the majority and one half, because with balanced answers the majority of other scenes is often the minority here. Below each: points above that.</source>
        <translation>正确率；每条记录由只见过其他场景的规则回答。是非题与猜测相比：取多数答案与一半中较大者，因为答案平衡时，其他场景的多数答案在这里往往是少数。各任务下方：高出的百分点。</translation>
    </message>
    <message>
        <source>Label noise by the motion check</source>
        <translation>由运动检查估计的标签噪声</translation>
    </message>
    <message>
        <source>Records whose views moved otherwise than asked, by the motion measured in their pixels; the share is of those where it was measured.</source>
        <translation>按像素中测得的运动，其视图的移动与要求不符的记录；比例只计测量到的记录。</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
</context>
<context>
    <name>w2v::BalancePage</name>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>middle</source>
        <translation>中</translation>
    </message>
    <message>
        <source>right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>无法解析</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Usable</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺少</translation>
    </message>
    <message>
        <source>Not rejected: what training takes</source>
        <translation>未被拒绝的：训练会用到的</translation>
    </message>
    <message>
        <source>How many usable records there shall be; type a number, nothing for no target</source>
        <translation>希望有多少条可用记录；输入数字，留空表示没有目标</translation>
    </message>
    <message>
        <source>Click a bar to see its records. The open part of a bar is missing to its target.</source>
        <translation>点击柱子查看其记录。空心部分是距目标还缺少的数量。</translation>
    </message>
    <message>
        <source>No targets yet: type how many usable records of a task or of an answer there shall be into the column Target.</source>
        <translation>还没有目标：在“目标”列中输入某任务或某种答案应有多少条可用记录。</translation>
    </message>
    <message>
        <source>All targets are reached.</source>
        <translation>所有目标均已达到。</translation>
    </message>
    <message>
        <source>%1: %2 usable, %3 accepted, %4 rejected</source>
        <translation>%1：可用 %2，已接受 %3，已拒绝 %4</translation>
    </message>
    <message>
        <source>Targets not reached: %1. Records missing: %2.</source>
        <translation>未达到的目标：%1 个。缺少的记录：%2 条。</translation>
    </message>
</context>
<context>
    <name>w2v::BalanceStrip</name>
    <message>
        <source>%1 accepted</source>
        <translation>已接受 %1</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>%1, %2: %3 accepted, %4 pending, %5 for a second look, %6 rejected</source>
        <translation>%1，%2：已接受 %3，待定 %4，复看 %5，已拒绝 %6</translation>
    </message>
</context>
<context>
    <name>w2v::BatchDialog</name>
    <message>
        <source>Paths of each observation; 0: one of each kind</source>
        <translation>每个观察的路径数；0：每类一条</translation>
    </message>
    <message>
        <source>Draws the paths, and is the world model&apos;s first seed</source>
        <translation>用于抽取路径，也是世界模型的第一个种子</translation>
    </message>
    <message>
        <source>Each path is imagined with so many seeds</source>
        <translation>每条路径用这么多种子来想象</translation>
    </message>
    <message>
        <source>Programs that work side by side; they share the processor, each needs its own memory</source>
        <translation>并行工作的程序；共用处理器，各自占用内存</translation>
    </message>
    <message>
        <source>production settings of the reference</source>
        <translation>参考实现的生产设置</translation>
    </message>
    <message>
        <source>as observed</source>
        <translation>与观察一致</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Of each observation</source>
        <translation>每个观察</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Choose a YAML file</source>
        <translation>选择 YAML 文件</translation>
    </message>
    <message>
        <source>Settings of the reference&apos;s generators</source>
        <translation>参考实现生成器的设置</translation>
    </message>
    <message>
        <source>YAML (*.yaml *.yml)</source>
        <translation>YAML (*.yaml *.yml)</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Seeds of each path</source>
        <translation>每条路径的种子数</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>World model</source>
        <translation>世界模型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Field of view</source>
        <translation>视场角</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>执行</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>工作进程</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Folder of the bundle</source>
        <translation>数据包的文件夹</translation>
    </message>
    <message>
        <source>What could not be imagined</source>
        <translation>未能想象的内容</translation>
    </message>
    <message>
        <source>What is done stays; the same form goes on with it</source>
        <translation>完成的部分保留，可用同一表单继续</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>Choose what to start from.</source>
        <translation>请选择从哪些观察开始。</translation>
    </message>
    <message>
        <source>Name a folder for the views.</source>
        <translation>请指定存放视图的文件夹。</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message numerus="yes">
        <source>%n path(s)</source>
        <translation>
            <numerusform>%n 条路径</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them there already</source>
        <translation>
            <numerusform>其中 %n 条已有</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) to make</source>
        <translation>
            <numerusform>待生成 %n 帧</numerusform>
        </translation>
    </message>
    <message>
        <source>About %1 on this machine.</source>
        <translation>在这台机器上约需 %1。</translation>
    </message>
    <message>
        <source>How long they take is known after the first ones.</source>
        <translation>首批完成后才知道所需时间。</translation>
    </message>
    <message>
        <source>Memory: %1 a worker, %2 together; %3 are free.</source>
        <translation>内存：每个工作进程 %1，合计 %2；可用 %3。</translation>
    </message>
    <message>
        <source>Disk: %1; %2 are free.</source>
        <translation>磁盘：%1；可用 %2。</translation>
    </message>
    <message>
        <source>That is more than there is.</source>
        <translation>超出了可用的量。</translation>
    </message>
    <message>
        <source>All is done.</source>
        <translation>已全部完成。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Imagine all</source>
        <translation>全部想象</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>Starting the workers…</source>
        <translation>正在启动工作进程…</translation>
    </message>
    <message numerus="yes">
        <source>%n worker(s), %1 at most each, %2 together</source>
        <translation>
            <numerusform>%n 个工作进程，单个最多 %1，合计 %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) made</source>
        <translation>
            <numerusform>已生成 %n 条路径</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed; they are tried again when you go on</source>
        <translation>
            <numerusform>%n 条失败；继续时会重试</numerusform>
        </translation>
    </message>
    <message>
        <source>largest worker %1</source>
        <translation>最大的工作进程 %1</translation>
    </message>
    <message>
        <source>Stopped. What is done stays; go on whenever you like.</source>
        <translation>已停止。完成的部分保留，可随时继续。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Many at once</source>
        <translation>批量想象</translation>
    </message>
    <message>
        <source>Observations</source>
        <translation>观察</translation>
    </message>
    <message>
        <source>Observations to start from</source>
        <translation>作为起点的观察</translation>
    </message>
</context>
<context>
    <name>w2v::BenchmarkDialog</name>
    <message>
        <source>Imagine views before answering</source>
        <translation>回答前先想象视图</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Run in queue</source>
        <translation>排队运行</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>Run a benchmark</source>
        <translation>运行基准测试</translation>
    </message>
    <message>
        <source>as they are</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>those of another question</source>
        <translation>换成另一题的图像</translation>
    </message>
    <message>
        <source>mirrored</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Changed images show whether a model looks at them at all</source>
        <translation>改变图像可看出模型是否真的看图</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Waits its turn behind trainings and other benchmarks, and outlives the window</source>
        <translation>排在训练和其他基准测试之后，关闭窗口后继续运行</translation>
    </message>
    <message>
        <source>Who answers</source>
        <translation>由谁回答</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Choose who answers.</source>
        <translation>请选择由谁回答。</translation>
    </message>
    <message>
        <source>Run a benchmark: %1</source>
        <translation>运行基准：%1</translation>
    </message>
    <message>
        <source>Questions of a task or type, at most; the same ones for every model</source>
        <translation>每个任务或类型的题数上限；各模型的题目相同</translation>
    </message>
</context>
<context>
    <name>w2v::BoxBar</name>
    <message>
        <source>Rules drawn on the boxes</source>
        <translation>画在框上的规则</translation>
    </message>
    <message>
        <source>Boxes that these rules drop are dashed and say why: no question is asked about them  (X)</source>
        <translation>被这些规则舍弃的框以虚线显示并注明原因：不会就它们提问  (X)</translation>
    </message>
    <message>
        <source>rules: verified</source>
        <translation>规则：已验证</translation>
    </message>
    <message>
        <source>rules: reference</source>
        <translation>规则：参考</translation>
    </message>
    <message>
        <source>rules: not shown</source>
        <translation>规则：不显示</translation>
    </message>
</context>
<context>
    <name>w2v::BoxDesk</name>
    <message>
        <source>from the scene</source>
        <translation>来自场景</translation>
    </message>
    <message>
        <source>detected</source>
        <translation>检测所得</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>手工绘制</translation>
    </message>
    <message>
        <source>carried through depth</source>
        <translation>由深度传递</translation>
    </message>
    <message>
        <source>object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Draw a box: %1</source>
        <translation>画框：%1</translation>
    </message>
    <message>
        <source>Move the box of %1</source>
        <translation>移动%1的框</translation>
    </message>
    <message>
        <source>Rename %1 to %2</source>
        <translation>将%1重命名为%2</translation>
    </message>
    <message>
        <source>Remove %1 from all views</source>
        <translation>从所有视图移除%1</translation>
    </message>
    <message>
        <source>Remove a box of %1</source>
        <translation>移除%1的一个框</translation>
    </message>
    <message>
        <source>Drag over an object to draw its box.</source>
        <translation>在物体上拖动即可画出它的框。</translation>
    </message>
    <message numerus="yes">
        <source>%n box(es). Click one, or drag to draw another.</source>
        <translation>
            <numerusform>%n 个框。单击选择，或拖动再画一个。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, object %2</source>
        <translation>%1，物体 %2</translation>
    </message>
    <message>
        <source>%1 × %2 pixels</source>
        <translation>%1 × %2 像素</translation>
    </message>
    <message>
        <source>not asked in D2: %1</source>
        <translation>D2 不提问：%1</translation>
    </message>
    <message>
        <source>not asked about: %1</source>
        <translation>不会提问：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) made from it are stale: make the questions again, or undo.</source>
        <translation>
            <numerusform>由它生成的 %n 条记录已过时：请重新生成问题，或撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>Carrying %1 to the other frames…</source>
        <translation>正在将%1传递到其他帧…</translation>
    </message>
    <message numerus="yes">
        <source>%1 was carried to %n other frame(s).</source>
        <translation>
            <numerusform>%1已传递到另外 %n 帧。</numerusform>
        </translation>
    </message>
    <message>
        <source>No other frame sees %1.</source>
        <translation>其他帧都看不到%1。</translation>
    </message>
</context>
<context>
    <name>w2v::BoxEditor</name>
    <message>
        <source>Boxes of objects</source>
        <translation>物体的框</translation>
    </message>
    <message>
        <source>Name of the object</source>
        <translation>物体名称</translation>
    </message>
    <message>
        <source>what it is</source>
        <translation>这是什么</translation>
    </message>
    <message>
        <source> · carried</source>
        <translation> · 传递</translation>
    </message>
    <message>
        <source> · not in D2: %1</source>
        <translation> · D2 不用：%1</translation>
    </message>
    <message>
        <source> · not in D2</source>
        <translation> · D2 不用</translation>
    </message>
</context>
<context>
    <name>w2v::BoxRule</name>
    <message>
        <source>too small</source>
        <translation>太小</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>太大</translation>
    </message>
    <message>
        <source>mostly hidden</source>
        <translation>大部分被遮挡</translation>
    </message>
    <message>
        <source>mostly over the border</source>
        <translation>大部分在画面外</translation>
    </message>
    <message>
        <source>at the border</source>
        <translation>贴近边缘</translation>
    </message>
    <message>
        <source>several of this name</source>
        <translation>同名有多个</translation>
    </message>
    <message>
        <source>low score</source>
        <translation>得分低</translation>
    </message>
    <message>
        <source>flat</source>
        <translation>无面积</translation>
    </message>
</context>
<context>
    <name>w2v::CalibrationCanvas</name>
    <message>
        <source>Picture with marks</source>
        <translation>带标记的图片</translation>
    </message>
    <message>
        <source>Reading the picture</source>
        <translation>正在读取图片</translation>
    </message>
    <message>
        <source>start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>end</source>
        <translation>终点</translation>
    </message>
    <message>
        <source>line %1 of direction A, %2</source>
        <translation>方向 A 的第 %1 条线，%2</translation>
    </message>
    <message>
        <source>line %1 of direction B, %2</source>
        <translation>方向 B 的第 %1 条线，%2</translation>
    </message>
    <message>
        <source>floor point %1</source>
        <translation>地面点 %1</translation>
    </message>
    <message>
        <source>known length, %1</source>
        <translation>已知长度，%1</translation>
    </message>
    <message>
        <source>seam with the floor</source>
        <translation>与地面的交线</translation>
    </message>
    <message>
        <source>seam with the ceiling</source>
        <translation>与天花板的交线</translation>
    </message>
    <message>
        <source>seam with the left wall</source>
        <translation>与左墙的交线</translation>
    </message>
    <message>
        <source>seam with the right wall</source>
        <translation>与右墙的交线</translation>
    </message>
    <message>
        <source>where the room&apos;s lines meet</source>
        <translation>房间线条的交会处</translation>
    </message>
    <message>
        <source>%1 at %2, %3</source>
        <translation>%1，位于 %2, %3</translation>
    </message>
</context>
<context>
    <name>w2v::CalibrationPage</name>
    <message>
        <source>Applied. Ctrl+Z takes it back.</source>
        <translation>已应用。Ctrl+Z 可撤销。</translation>
    </message>
    <message>
        <source>The calibration was removed. Ctrl+Z brings it back.</source>
        <translation>标定已移除。Ctrl+Z 可恢复。</translation>
    </message>
    <message>
        <source>Depth model</source>
        <translation>深度模型</translation>
    </message>
    <message>
        <source>ONNX models (*.onnx);;All files (*)</source>
        <translation>ONNX 模型 (*.onnx);;所有文件 (*)</translation>
    </message>
    <message>
        <source>The picture has depth now. A known length makes it metres.</source>
        <translation>图片现在有了深度。标记一段已知长度即可换算为米。</translation>
    </message>
</context>
<context>
    <name>w2v::CalibrationPanel</name>
    <message>
        <source>Drag two or more lines along edges that are parallel in the room and run into the picture.</source>
        <translation>沿房间中相互平行且伸向画面深处的边拖出两条或更多线。</translation>
    </message>
    <message>
        <source>Drag two or more lines along edges at right angles to those of direction A.</source>
        <translation>沿与方向 A 垂直的边拖出两条或更多线。</translation>
    </message>
    <message>
        <source>Click three or more points of the floor, well apart.</source>
        <translation>点击地面上相距较远的三个或更多点。</translation>
    </message>
    <message>
        <source>Drag the far wall&apos;s four seams and the point where the room&apos;s lines meet.</source>
        <translation>拖动远墙的四条交线，以及房间线条的交会点。</translation>
    </message>
    <message>
        <source>Drag along something whose length you know, and type the length.</source>
        <translation>沿一段已知长度的物体拖动，然后输入长度。</translation>
    </message>
    <message>
        <source>Choose a depth model…</source>
        <translation>选择深度模型…</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Clear marks</source>
        <translation>清除标记</translation>
    </message>
    <message>
        <source>Remove calibration</source>
        <translation>移除标定</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>What does not fit</source>
        <translation>不相符之处</translation>
    </message>
    <message>
        <source>What follows</source>
        <translation>推算结果</translation>
    </message>
    <message>
        <source>Depth by a model of your own</source>
        <translation>用自己的模型求深度</translation>
    </message>
    <message>
        <source>Lines A</source>
        <translation>线 A</translation>
    </message>
    <message>
        <source>Lines B</source>
        <translation>线 B</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>地面</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Focal length from</source>
        <translation>焦距来自</translation>
    </message>
    <message>
        <source>what is found</source>
        <translation>现有信息</translation>
    </message>
    <message>
        <source>EXIF</source>
        <translation>EXIF</translation>
    </message>
    <message>
        <source>lines A and B</source>
        <translation>线 A 和线 B</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>输入的数值</translation>
    </message>
    <message>
        <source>Focal length in pixels</source>
        <translation>焦距（像素）</translation>
    </message>
    <message>
        <source>Known length in metres</source>
        <translation>已知长度（米）</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Known length</source>
        <translation>已知长度</translation>
    </message>
    <message>
        <source>What the model gives</source>
        <translation>模型的输出</translation>
    </message>
    <message>
        <source>inverse depth</source>
        <translation>逆深度</translation>
    </message>
    <message>
        <source>depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>metres</source>
        <translation>米</translation>
    </message>
    <message>
        <source>Input size of the model</source>
        <translation>模型的输入尺寸</translation>
    </message>
    <message>
        <source>It gives</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Input size</source>
        <translation>输入尺寸</translation>
    </message>
    <message>
        <source>Back to the path</source>
        <translation>回到路径</translation>
    </message>
    <message>
        <source>Focal length</source>
        <translation>焦距</translation>
    </message>
    <message>
        <source>Field of view</source>
        <translation>视场角</translation>
    </message>
    <message>
        <source>Tilt</source>
        <translation>倾斜</translation>
    </message>
    <message>
        <source>The picture is levelled by as much</source>
        <translation>图片按此角度校平</translation>
    </message>
    <message>
        <source>Eye height</source>
        <translation>视高</translation>
    </message>
    <message>
        <source>Width × height; the far wall is %1 ahead</source>
        <translation>宽 × 高；远墙在前方 %1 处</translation>
    </message>
    <message>
        <source>Metres</source>
        <translation>米制</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>已测定</translation>
    </message>
    <message>
        <source>assumed: mark a known length</source>
        <translation>为假定：请标记一段已知长度</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>w2v::CalibrationPlot</name>
    <message>
        <source>Calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>How well confidence and accuracy agree appears here once answers say how sure they are.</source>
        <translation>回答给出把握程度后，这里显示把握与准确率的吻合程度。</translation>
    </message>
    <message>
        <source>how sure the model is</source>
        <translation>模型的把握程度</translation>
    </message>
    <message>
        <source>%1: error %2</source>
        <translation>%1：误差 %2</translation>
    </message>
</context>
<context>
    <name>w2v::ChainDialog</name>
    <message>
        <source>Chain of stages</source>
        <translation>阶段链</translation>
    </message>
    <message>
        <source>the first recipe&apos;s name</source>
        <translation>第一个配方的名称</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>as the recipe says</source>
        <translation>按配方</translation>
    </message>
    <message>
        <source>the recipe&apos;s</source>
        <translation>配方中的</translation>
    </message>
    <message>
        <source>Folder of a checkpoint that the first stage starts from</source>
        <translation>第一阶段起始检查点的文件夹</translation>
    </message>
    <message>
        <source>Reinforcement from the merged model</source>
        <translation>从合并后的模型开始强化学习</translation>
    </message>
    <message>
        <source>Benchmark every checkpoint on held-out records</source>
        <translation>用留出记录评测每个检查点</translation>
    </message>
    <message>
        <source>The last checkpoint of each stage only</source>
        <translation>仅评测每个阶段的最后一个检查点</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Questions of each task</source>
        <translation>每个任务的问题数</translation>
    </message>
    <message>
        <source>Another benchmark: the parameters of w2v bench answer as a JSON object</source>
        <translation>另一个基准：w2v bench answer 的参数（JSON 对象）</translation>
    </message>
    <message>
        <source>A stage whose process dies without a word (killed, out of memory, power) is begun again this often and goes on where it was</source>
        <translation>进程无声终止（被杀、内存不足、断电）的阶段会重新开始这么多次，并从中断处继续</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Supervised</source>
        <translation>监督训练</translation>
    </message>
    <message>
        <source>takes</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>starts from</source>
        <translation>起始于</translation>
    </message>
    <message>
        <source>Reinforcement</source>
        <translation>强化学习</translation>
    </message>
    <message>
        <source>Questions a task</source>
        <translation>每任务问题数</translation>
    </message>
    <message>
        <source>Another benchmark</source>
        <translation>另一个基准</translation>
    </message>
    <message>
        <source>Tries after a crash</source>
        <translation>崩溃后重试次数</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Put into the queue</source>
        <translation>放入队列</translation>
    </message>
    <message>
        <source>Each stage waits for those it needs. When one fails, the others go on, and it can be tried again from where it stopped.</source>
        <translation>每个阶段等待其依赖的阶段。某个阶段失败时其余阶段继续，失败的阶段可从中断处重试。</translation>
    </message>
    <message>
        <source>%1 (project)</source>
        <translation>%1（项目）</translation>
    </message>
</context>
<context>
    <name>w2v::ChainPanel</name>
    <message>
        <source>Supervised</source>
        <translation>监督训练</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Reinforcement</source>
        <translation>强化学习</translation>
    </message>
    <message>
        <source>Benchmarks</source>
        <translation>基准评测</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>held back</source>
        <translation>被阻塞</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>not queued</source>
        <translation>未排队</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>阶段链</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Put what is left into the queue again: a failed stage goes on where it was</source>
        <translation>将剩余阶段重新放入队列：失败的阶段从中断处继续</translation>
    </message>
    <message>
        <source>Cancel: a running stage saves and stops, the others leave the queue</source>
        <translation>取消：运行中的阶段保存后停止，其余离开队列</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>w2v::ChatColumn</name>
    <message>
        <source>Stop this answer</source>
        <translation>停止这个回答</translation>
    </message>
    <message>
        <source>Ask this model no longer; its conversation is kept</source>
        <translation>不再询问此模型；其对话会保留</translation>
    </message>
    <message>
        <source>Ask a model</source>
        <translation>询问模型</translation>
    </message>
    <message>
        <source>Choose a model above, attach pictures, write a question and press Ctrl+Enter. Pictures can be dropped anywhere here or pasted.</source>
        <translation>在上方选择模型，附上图片，写下问题，然后按 Ctrl+Enter。图片可以拖放到这里任意位置，也可以粘贴。</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Ask it the last question</source>
        <translation>向它提上一个问题</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>%1 with %2</source>
        <translation>%1 加 %2</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>再次提问</translation>
    </message>
</context>
<context>
    <name>w2v::ChatComposer</name>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Ask about the attached pictures</source>
        <translation>就所附图片提问</translation>
    </message>
    <message>
        <source>Attach pictures</source>
        <translation>附上图片</translation>
    </message>
    <message>
        <source>How answers are drawn</source>
        <translation>回答的采样方式</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Pictures on the stage and their question</source>
        <translation>当前显示的图片及其问题</translation>
    </message>
    <message>
        <source>Frame %1 of rollout %2</source>
        <translation>推演 %2 的第 %1 帧</translation>
    </message>
    <message>
        <source>Frame of the selected rollout</source>
        <translation>所选推演的一帧</translation>
    </message>
    <message>
        <source>Frames 1 and %1 of rollout %2</source>
        <translation>推演 %2 的第 1 帧和第 %1 帧</translation>
    </message>
    <message>
        <source>First and selected frame of the selected rollout</source>
        <translation>所选推演的首帧和所选帧</translation>
    </message>
    <message>
        <source>Picture files…</source>
        <translation>图片文件…</translation>
    </message>
    <message>
        <source>Pictures to ask about</source>
        <translation>要提问的图片</translation>
    </message>
    <message>
        <source>From the clipboard</source>
        <translation>来自剪贴板</translation>
    </message>
    <message>
        <source>%1, picture %2 of %3</source>
        <translation>%1，第 %2 张图片，共 %3 张</translation>
    </message>
    <message>
        <source>%1, frame %2</source>
        <translation>%1，第 %2 帧</translation>
    </message>
    <message>
        <source>pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>请先选择模型。</translation>
    </message>
    <message>
        <source>Servers do not say how they take pictures in.</source>
        <translation>服务器不会说明它们如何读取图片。</translation>
    </message>
</context>
<context>
    <name>w2v::ChatPanel</name>
    <message>
        <source>A new conversation.</source>
        <translation>已开始新对话。</translation>
    </message>
    <message>
        <source>Bring the last one back</source>
        <translation>恢复上一个对话</translation>
    </message>
</context>
<context>
    <name>w2v::CommandPalette</name>
    <message>
        <source>Type what you want to do</source>
        <translation>输入想做的事</translation>
    </message>
    <message>
        <source>Ctrl+C copies this command line</source>
        <translation>Ctrl+C 复制这条命令</translation>
    </message>
</context>
<context>
    <name>w2v::CompareView</name>
    <message>
        <source>Two views compared</source>
        <translation>两个视图的比较</translation>
    </message>
    <message>
        <source>observed %1</source>
        <translation>观察到 %1</translation>
    </message>
    <message>
        <source>difference ×2   mean %1 of 255</source>
        <translation>差异 ×2   平均 %1（满 255）</translation>
    </message>
    <message>
        <source>observed</source>
        <translation>观察到的</translation>
    </message>
    <message>
        <source>imagined</source>
        <translation>想象的</translation>
    </message>
</context>
<context>
    <name>w2v::CostForecast</name>
    <message>
        <source>About %1 and %2 of memory on this machine.</source>
        <translation>在这台机器上约需 %1 和 %2 内存。</translation>
    </message>
    <message>
        <source>About %1 on this machine.</source>
        <translation>在这台机器上约需 %1。</translation>
    </message>
    <message>
        <source>It cannot be started: %1</source>
        <translation>无法开始：%1</translation>
    </message>
    <message>
        <source>The project has these views already: they will be taken from there.</source>
        <translation>项目中已有这些视图：将直接取用。</translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s). How long they take is known after the first ones.</source>
        <translation>
            <numerusform>%n 帧。首批完成后才知道所需时间。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s).</source>
        <translation>
            <numerusform>%n 帧。</numerusform>
        </translation>
    </message>
    <message>
        <source>Only %1 of memory are free.</source>
        <translation>可用内存只有 %1。</translation>
    </message>
</context>
<context>
    <name>w2v::CurateWorkspace</name>
    <message>
        <source>Curate</source>
        <translation>审校</translation>
    </message>
    <message>
        <source>Narrow down</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Balance per task</source>
        <translation>各任务的平衡</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Open or create a project to judge its questions and answers.</source>
        <translation>打开或新建项目，即可审校其中的问答。</translation>
    </message>
    <message>
        <source>Nothing to judge yet</source>
        <translation>还没有可审校的内容</translation>
    </message>
    <message>
        <source>Records are questions and answers made from imagined views. Make them from the rollouts of this project, or import a messages JSONL file.</source>
        <translation>记录是由想象出的视图生成的问答。可以从本项目的推演生成，也可以导入 messages JSONL 文件。</translation>
    </message>
    <message>
        <source>No record matches</source>
        <translation>没有符合条件的记录</translation>
    </message>
    <message>
        <source>Widen the filter, or clear it to see all records.</source>
        <translation>放宽筛选条件，或清除筛选以查看全部记录。</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Search questions and answers</source>
        <translation>搜索问题和答案</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>卡片</translation>
    </message>
    <message>
        <source>One record at a time (T)</source>
        <translation>一次看一条记录（T）</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>All records as rows (T)</source>
        <translation>所有记录逐行显示（T）</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Second look</source>
        <translation>复看</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Next record</source>
        <translation>下一条记录</translation>
    </message>
    <message>
        <source>Previous record</source>
        <translation>上一条记录</translation>
    </message>
    <message>
        <source>Undo the last verdict</source>
        <translation>撤销上一次判定</translation>
    </message>
    <message>
        <source>Card or table</source>
        <translation>卡片或表格</translation>
    </message>
    <message>
        <source>Search records</source>
        <translation>搜索记录</translation>
    </message>
    <message>
        <source>Make records from all rollouts</source>
        <translation>从全部推演生成记录</translation>
    </message>
    <message>
        <source>Make records from this rollout</source>
        <translation>从这个推演生成记录</translation>
    </message>
    <message>
        <source>Export accepted records…</source>
        <translation>导出已接受的记录…</translation>
    </message>
    <message>
        <source>Import JSONL…</source>
        <translation>导入 JSONL…</translation>
    </message>
    <message>
        <source>Accept all of them</source>
        <translation>全部接受</translation>
    </message>
    <message>
        <source>Reject all of them</source>
        <translation>全部拒绝</translation>
    </message>
    <message>
        <source>Back to pending</source>
        <translation>恢复为待定</translation>
    </message>
    <message>
        <source>Import records from %1</source>
        <translation>从 %1 导入记录</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>第 %1 条，共 %2 条</translation>
    </message>
    <message>
        <source>All %1</source>
        <translation>全部 %1 条</translation>
    </message>
    <message>
        <source>These %1</source>
        <translation>这 %1 条</translation>
    </message>
    <message>
        <source>%1: %2 records. One undo takes it back.</source>
        <translation>%1：%2 条记录。撤销一次即可全部恢复。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Records were made.</source>
        <translation>记录已生成。</translation>
    </message>
    <message>
        <source>Imported %1.</source>
        <translation>已导入 %1。</translation>
    </message>
    <message>
        <source>Import records…</source>
        <translation>导入记录…</translation>
    </message>
    <message>
        <source>Import records</source>
        <translation>导入记录</translation>
    </message>
    <message>
        <source>Records (*.jsonl *.json)</source>
        <translation>记录 (*.jsonl *.json)</translation>
    </message>
    <message>
        <source>Exported %1 records to %2, left out %3.</source>
        <translation>已将 %1 条记录导出到 %2，略去 %3 条。</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>审查</translation>
    </message>
    <message>
        <source>What is wrong with the records before anything is trained on them (A)</source>
        <translation>训练之前记录有哪些问题 (A)</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Freeze, compare and export versions of the dataset (V)</source>
        <translation>冻结、比较和导出数据集版本 (V)</translation>
    </message>
    <message>
        <source>Record %1</source>
        <translation>记录 %1</translation>
    </message>
    <message>
        <source>Audit of the records</source>
        <translation>记录审查</translation>
    </message>
    <message>
        <source>Run the audit</source>
        <translation>运行审查</translation>
    </message>
    <message>
        <source>Versions of the dataset</source>
        <translation>数据集版本</translation>
    </message>
    <message>
        <source>Merge a second reviewer&apos;s verdicts…</source>
        <translation>合并第二位审阅者的判定…</translation>
    </message>
    <message>
        <source>Merge a second reviewer&apos;s verdicts</source>
        <translation>合并第二位审阅者的判定</translation>
    </message>
    <message>
        <source>Verdicts (*.jsonl)</source>
        <translation>判定 (*.jsonl)</translation>
    </message>
    <message>
        <source>Write my verdicts…</source>
        <translation>写出我的判定…</translation>
    </message>
    <message>
        <source>Write my verdicts</source>
        <translation>写出我的判定</translation>
    </message>
    <message>
        <source>Wrote %1 verdicts.</source>
        <translation>已写出 %1 个判定。</translation>
    </message>
    <message>
        <source>Shown: %1</source>
        <translation>当前显示：%1</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>View: %1</source>
        <translation>视图：%1</translation>
    </message>
    <message>
        <source>Both judged %1 records: Cohen&apos;s kappa %2. %3 conflicts are queued for a second look, %4 verdicts were taken over. One undo takes it back.</source>
        <translation>两人都评判了 %1 条记录：Cohen κ 为 %2。%3 处分歧已排入复查，采纳了 %4 个判定。撤销一次即可全部收回。</translation>
    </message>
    <message>
        <source>not defined</source>
        <translation>未定义</translation>
    </message>
    <message>
        <source>Show the conflicts</source>
        <translation>显示分歧</translation>
    </message>
    <message>
        <source>Records that two reviewers judged differently</source>
        <translation>两位审阅者判定不同的记录</translation>
    </message>
    <message>
        <source>Make records with templates from a folder…</source>
        <translation>用文件夹中的模板生成记录…</translation>
    </message>
    <message>
        <source>Folder of question templates</source>
        <translation>问题模板文件夹</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>回放</translation>
    </message>
    <message>
        <source>There are no views between the pictures of this record.</source>
        <translation>这条记录的两张图片之间没有视图。</translation>
    </message>
    <message>
        <source>Take the suggestion</source>
        <translation>采纳建议</translation>
    </message>
    <message>
        <source>Through the model&apos;s eyes</source>
        <translation>模型所见</translation>
    </message>
    <message>
        <source>Find similar</source>
        <translation>查找相似</translation>
    </message>
    <message>
        <source>Find records with similar pictures</source>
        <translation>查找图片相似的记录</translation>
    </message>
    <message>
        <source>Find records with similar words</source>
        <translation>查找文字相似的记录</translation>
    </message>
    <message>
        <source>Back to the list before</source>
        <translation>返回之前的列表</translation>
    </message>
    <message>
        <source>Balance of the answers</source>
        <translation>答案的平衡</translation>
    </message>
    <message>
        <source>Question templates</source>
        <translation>问题模板</translation>
    </message>
    <message>
        <source>Find objects with a detector…</source>
        <translation>用检测器查找物体…</translation>
    </message>
    <message>
        <source>Looking for records like %1…</source>
        <translation>正在查找与 %1 相似的记录…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Looking for records like %1… %2</source>
        <translation>正在查找与 %1 相似的记录… %2</translation>
    </message>
    <message>
        <source>No record is like %1.</source>
        <translation>没有与 %1 相似的记录。</translation>
    </message>
    <message>
        <source>%1 records like %2, most alike first: = %3 with the same answer, ≠ %4 with another one.</source>
        <translation>与 %2 相似的记录 %1 条，最相似的在前：= 答案相同 %3 条，≠ 答案不同 %4 条。</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>平衡</translation>
    </message>
    <message>
        <source>Answers of each task, targets and what is missing (B)</source>
        <translation>各任务的答案、目标和缺少的数量 (B)</translation>
    </message>
</context>
<context>
    <name>w2v::CurveChart</name>
    <message>
        <source>Axes, zoom and export of this chart</source>
        <translation>此图表的坐标轴、缩放与导出</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 条</numerusform>
        </translation>
    </message>
    <message>
        <source>Logarithmic values</source>
        <translation>数值取对数</translation>
    </message>
    <message>
        <source>Logarithmic steps</source>
        <translation>步数取对数</translation>
    </message>
    <message>
        <source>Show everything (double click)</source>
        <translation>显示全部（双击）</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>保存图片…</translation>
    </message>
    <message>
        <source>Save data as CSV…</source>
        <translation>将数据保存为 CSV…</translation>
    </message>
    <message>
        <source>Copy data</source>
        <translation>复制数据</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>%1 could not be written. Choose another folder.</source>
        <translation>无法写入 %1。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Save data</source>
        <translation>保存数据</translation>
    </message>
    <message>
        <source>CSV tables (*.csv)</source>
        <translation>CSV 表格 (*.csv)</translation>
    </message>
    <message>
        <source>Pictures (*.png *.svg *.pdf)</source>
        <translation>图片 (*.png *.svg *.pdf)</translation>
    </message>
</context>
<context>
    <name>w2v::DepthHistogram</name>
    <message>
        <source>Depth histogram</source>
        <translation>深度直方图</translation>
    </message>
</context>
<context>
    <name>w2v::DetectorDialog</name>
    <message>
        <source>Least score of a box</source>
        <translation>框的最低分数</translation>
    </message>
    <message>
        <source>Overlap of two boxes of a class above which the weaker one falls away</source>
        <translation>同类两个框的重叠超过此值时，去掉较弱的一个</translation>
    </message>
    <message>
        <source>Only the chosen rollout, also when it has objects</source>
        <translation>只处理所选推演，即使它已有物体</translation>
    </message>
    <message>
        <source>Also where a detector found objects before</source>
        <translation>也处理检测器以前找到过物体的推演</translation>
    </message>
    <message>
        <source>This file may be opened</source>
        <translation>允许打开此文件</translation>
    </message>
    <message>
        <source>Find objects</source>
        <translation>查找物体</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Find objects with a detector</source>
        <translation>用检测器查找物体</translation>
    </message>
    <message>
        <source>A detector of the YOLO family as ONNX (v5, v8, v11, or with suppression inside)</source>
        <translation>YOLO 系列的 ONNX 检测器（v5、v8、v11，或内含抑制）</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>模型自带的</translation>
    </message>
    <message>
        <source>A text file with one class name a line, in the model&apos;s order; an empty line: not wanted</source>
        <translation>每行一个类别名的文本文件，按模型的顺序；空行表示不需要</translation>
    </message>
    <message>
        <source>A model file from outside is read by a large library. That happens in a worker process, whose end costs one message.</source>
        <translation>外来的模型文件由大型库读取。这在工作进程中进行，它若终止只会有一条消息。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Choose the detector</source>
        <translation>选择检测器</translation>
    </message>
    <message>
        <source>ONNX models (*.onnx)</source>
        <translation>ONNX 模型 (*.onnx)</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Choose the list of classes</source>
        <translation>选择类别列表</translation>
    </message>
    <message>
        <source>Text (*.txt *.names)</source>
        <translation>文本 (*.txt *.names)</translation>
    </message>
    <message>
        <source>Least score</source>
        <translation>最低分数</translation>
    </message>
    <message>
        <source>Most overlap</source>
        <translation>最大重叠</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>Choose a model file.</source>
        <translation>请选择模型文件。</translation>
    </message>
    <message>
        <source>Say that the file may be opened.</source>
        <translation>请确认允许打开该文件。</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>%1, %2 left</source>
        <translation>%1，剩余 %2</translation>
    </message>
    <message>
        <source>Cancelled; nothing was changed.</source>
        <translation>已取消；没有任何更改。</translation>
    </message>
    <message>
        <source>No rollout needs a detector: %1 have objects already.</source>
        <translation>没有推演需要检测器：%1 个已有物体。</translation>
    </message>
    <message>
        <source>%1 boxes of %2 objects in %3 views, %4 more carried through depth (%5, input %6). One undo takes it back.</source>
        <translation>在 %3 个视图中找到 %2 个物体的 %1 个框，另有 %4 个经深度传递（%5，输入 %6）。撤销一次即可全部恢复。</translation>
    </message>
    <message>
        <source>%1 records about the former objects are stale: make them again.</source>
        <translation>关于原有物体的 %1 条记录已过时：请重新生成。</translation>
    </message>
</context>
<context>
    <name>w2v::DifferencesView</name>
    <message>
        <source>the recipe of the next run</source>
        <translation>下一次运行的配方</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>项</translation>
    </message>
    <message>
        <source>This run</source>
        <translation>本次运行</translation>
    </message>
    <message>
        <source>The other</source>
        <translation>另一方</translation>
    </message>
    <message>
        <source>Compared with</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>This run has no recipe of the workbench.</source>
        <translation>此运行没有工作台的配方。</translation>
    </message>
    <message>
        <source>No value differs.</source>
        <translation>没有差异。</translation>
    </message>
    <message numerus="yes">
        <source>%n values differ.</source>
        <translation>
            <numerusform>%n 项不同。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::EvaluateWorkspace</name>
    <message>
        <source>majority answer</source>
        <translation>多数答案</translation>
    </message>
    <message>
        <source>without looking</source>
        <translation>不看图</translation>
    </message>
    <message>
        <source>untrained</source>
        <translation>未训练</translation>
    </message>
    <message>
        <source>trained</source>
        <translation>已训练</translation>
    </message>
    <message>
        <source>%1, untrained</source>
        <translation>%1，未训练</translation>
    </message>
    <message>
        <source>%1, step %2</source>
        <translation>%1，第 %2 步</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>基准测试</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Accuracy per task appears here once a model was measured.</source>
        <translation>测量过模型后，这里会显示各任务的准确率。</translation>
    </message>
    <message>
        <source>Accuracy per task, held-out scenes</source>
        <translation>留出场景上各任务的准确率</translation>
    </message>
    <message>
        <source>Run benchmark</source>
        <translation>运行基准测试</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Next question</source>
        <translation>下一个问题</translation>
    </message>
    <message>
        <source>Previous question</source>
        <translation>上一个问题</translation>
    </message>
    <message>
        <source>Show all questions</source>
        <translation>显示所有问题</translation>
    </message>
    <message>
        <source>Show where answers differ</source>
        <translation>只看回答不同的</translation>
    </message>
    <message>
        <source>Show where one is right and one is wrong</source>
        <translation>只看一对一错的</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Open or create a project to compare models on its held-out scenes.</source>
        <translation>打开或新建项目，即可在留出场景上比较模型。</translation>
    </message>
    <message>
        <source>No model has been measured</source>
        <translation>还没有测量过模型</translation>
    </message>
    <message>
        <source>The benchmark asks a model every question of the held-out scenes. Choose a model on the right and run it; measure the untrained one too, to see what training changed.</source>
        <translation>基准测试会向模型提出留出场景的全部问题。请在右侧选择模型并运行；也请测量未训练的模型，以便看出训练带来的变化。</translation>
    </message>
    <message>
        <source>Train a model first</source>
        <translation>先训练一个模型</translation>
    </message>
    <message>
        <source>No question matches</source>
        <translation>没有符合条件的问题</translation>
    </message>
    <message>
        <source>Compare other models or clear the filter.</source>
        <translation>换其他模型比较，或清除筛选。</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>All questions (1)</source>
        <translation>所有问题（1）</translation>
    </message>
    <message>
        <source>Differ</source>
        <translation>不同</translation>
    </message>
    <message>
        <source>The compared models say different things (2)</source>
        <translation>所比较的模型回答不同（2）</translation>
    </message>
    <message>
        <source>One right</source>
        <translation>一对一错</translation>
    </message>
    <message>
        <source>At least one is right and one is wrong (3)</source>
        <translation>至少一个正确、一个错误（3）</translation>
    </message>
    <message>
        <source>All tasks</source>
        <translation>所有任务</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>第 %1 题，共 %2 题</translation>
    </message>
    <message>
        <source>%1: %2% of %3, 95% interval %4 to %5%</source>
        <translation>%1：%3 题中 %2%，95% 区间 %4 至 %5%</translation>
    </message>
    <message>
        <source>direction alone: %1%</source>
        <translation>仅方向：%1%</translation>
    </message>
    <message>
        <source>✓ learned, +%1</source>
        <translation>✓ 已学会，+%1</translation>
    </message>
    <message>
        <source>✕ not learned</source>
        <translation>✕ 未学会</translation>
    </message>
    <message>
        <source>The benchmark has finished.</source>
        <translation>基准测试已完成。</translation>
    </message>
    <message>
        <source>Ask a model</source>
        <translation>询问模型</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>停止回答</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop  (Esc)</source>
        <translation>停止（Esc）</translation>
    </message>
    <message>
        <source>Ask  (Ctrl+Enter)</source>
        <translation>提问（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>Attach %1 to the question</source>
        <translation>将 %1 附到问题中</translation>
    </message>
    <message numerus="yes">
        <source>Attach %n pictures to the question</source>
        <translation>
            <numerusform>将 %n 张图片附到问题中</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 with %2</source>
        <translation>%1 加 %2</translation>
    </message>
    <message>
        <source>Show where A is right and B is wrong</source>
        <translation>显示 A 对而 B 错的问题</translation>
    </message>
    <message>
        <source>Search questions and answers</source>
        <translation>搜索问题和回答</translation>
    </message>
    <message>
        <source>Vote blind on A and B</source>
        <translation>对 A 和 B 盲投</translation>
    </message>
    <message>
        <source>Export votes as preference data…</source>
        <translation>将投票导出为偏好数据…</translation>
    </message>
    <message>
        <source>Answer the questions yourself, blind</source>
        <translation>自己盲答问题</translation>
    </message>
    <message>
        <source>Write a report…</source>
        <translation>写报告…</translation>
    </message>
    <message>
        <source>Send the shown questions to the curation queue</source>
        <translation>将显示的问题送入审校队列</translation>
    </message>
    <message>
        <source>Run benchmark without images</source>
        <translation>不给图像运行基准</translation>
    </message>
    <message>
        <source>Run benchmark with another question&apos;s images</source>
        <translation>用别的问题的图像运行基准</translation>
    </message>
    <message>
        <source>Run benchmark with mirrored images</source>
        <translation>用镜像图像运行基准</translation>
    </message>
    <message>
        <source>Open a project and choose a model on the right first.</source>
        <translation>请先打开项目并在右侧选择模型。</translation>
    </message>
    <message>
        <source>Compare two models first: click them in the list of models.</source>
        <translation>请先比较两个模型：在模型列表中点击它们。</translation>
    </message>
    <message>
        <source>Export votes</source>
        <translation>导出投票</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>JSON 行 (*.jsonl)</translation>
    </message>
    <message numerus="yes">
        <source>%n preferences were written.</source>
        <translation>
            <numerusform>已写出 %n 条偏好。</numerusform>
        </translation>
    </message>
    <message>
        <source>Measure a model first: its questions are the ones to answer.</source>
        <translation>请先测评一个模型：要回答的就是它的问题。</translation>
    </message>
    <message>
        <source>Write a report</source>
        <translation>写报告</translation>
    </message>
    <message>
        <source>Web page (*.html);;PDF (*.pdf)</source>
        <translation>网页 (*.html);;PDF (*.pdf)</translation>
    </message>
    <message>
        <source>The report is written; every number&apos;s predictions are in %1.</source>
        <translation>报告已写好；每个数字所依据的预测在 %1 中。</translation>
    </message>
    <message numerus="yes">
        <source>%n questions wait in the curation queue for a second look.</source>
        <translation>
            <numerusform>%n 个问题在审校队列中等待复查。</numerusform>
        </translation>
    </message>
    <message>
        <source>Curate</source>
        <translation>审校</translation>
    </message>
    <message>
        <source>a person</source>
        <translation>真人</translation>
    </message>
    <message>
        <source>no images</source>
        <translation>无图像</translation>
    </message>
    <message>
        <source>another question&apos;s images</source>
        <translation>别的问题的图像</translation>
    </message>
    <message>
        <source>mirrored images</source>
        <translation>镜像图像</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1, imagining first</source>
        <translation>%1，先想象</translation>
    </message>
    <message>
        <source>Regressions</source>
        <translation>退步</translation>
    </message>
    <message>
        <source>A is right and B is wrong (4)</source>
        <translation>A 对而 B 错 (4)</translation>
    </message>
    <message>
        <source>How sure one of the compared models is</source>
        <translation>所比较模型之一的把握程度</translation>
    </message>
    <message>
        <source>However sure</source>
        <translation>不限把握</translation>
    </message>
    <message>
        <source>Less than %1% sure</source>
        <translation>把握低于 %1%</translation>
    </message>
    <message>
        <source>Flips by type</source>
        <translation>按类型的翻转</translation>
    </message>
    <message>
        <source>Accuracy over seconds</source>
        <translation>准确率与用时</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>Does it look?</source>
        <translation>它看图吗？</translation>
    </message>
    <message>
        <source>Ask another model beside</source>
        <translation>并排询问另一个模型</translation>
    </message>
    <message>
        <source>Run a benchmark…</source>
        <translation>运行基准测试…</translation>
    </message>
    <message>
        <source>Run benchmark, imagining first…</source>
        <translation>先想象再运行基准测试…</translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation>请先打开项目。</translation>
    </message>
    <message>
        <source>benchmark</source>
        <translation>基准测试</translation>
    </message>
    <message>
        <source>The benchmark waits in the queue as %1; its answers appear here when it has run.</source>
        <translation>基准测试已作为 %1 排入队列；运行后回答会显示在此处。</translation>
    </message>
    <message>
        <source>Show the queue</source>
        <translation>显示队列</translation>
    </message>
    <message>
        <source>Open a benchmark…</source>
        <translation>打开基准…</translation>
    </message>
    <message>
        <source>The opened benchmark&apos;s files and what is missing…</source>
        <translation>所打开基准的文件与缺失项…</translation>
    </message>
    <message>
        <source>Close the opened benchmark</source>
        <translation>关闭所打开的基准</translation>
    </message>
    <message>
        <source>Import predictions of another program…</source>
        <translation>导入其他程序的预测…</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Predictions (*.jsonl *.json *.tsv *.xlsx)</source>
        <translation>预测 (*.jsonl *.json *.tsv *.xlsx)</translation>
    </message>
    <message>
        <source>Only the project&apos;s own questions can be curated; these are %1&apos;s.</source>
        <translation>只有项目自己的问题可以整理；这些属于 %1。</translation>
    </message>
    <message>
        <source>Open a project first: it keeps the answers.</source>
        <translation>请先打开一个项目：答案保存在项目中。</translation>
    </message>
    <message>
        <source>These are the project&apos;s own questions. Open a benchmark first.</source>
        <translation>这些是项目自己的问题。请先打开一个基准。</translation>
    </message>
    <message>
        <source>%1 of %2 questions lack pictures and will not be asked.</source>
        <translation>%2 个问题中有 %1 个缺少图片，不会提问。</translation>
    </message>
    <message numerus="yes">
        <source>%n entries of the file cannot be read.</source>
        <translation>
            <numerusform>文件中有 %n 条无法读取。</numerusform>
        </translation>
    </message>
    <message>
        <source>List them</source>
        <translation>列出</translation>
    </message>
    <message>
        <source>These are the project&apos;s own questions: there is nothing to close.</source>
        <translation>这些是项目自己的问题：没有可关闭的。</translation>
    </message>
    <message>
        <source>%1 is closed; its answers are kept.</source>
        <translation>%1 已关闭；其答案仍保留。</translation>
    </message>
    <message>
        <source>Open it again</source>
        <translation>重新打开</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n answers were imported.</source>
        <translation>
            <numerusform>%1：已导入 %n 个答案。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n belong to no question.</source>
        <translation>
            <numerusform>%n 个不属于任何问题。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines could not be used.</source>
        <translation>
            <numerusform>%n 行无法使用。</numerusform>
        </translation>
    </message>
    <message>
        <source>Import the predictions of %1</source>
        <translation>导入 %1 的预测</translation>
    </message>
    <message>
        <source>Open the benchmark %1</source>
        <translation>打开基准 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n questions</source>
        <translation>
            <numerusform>%n 个问题</numerusform>
        </translation>
    </message>
    <message>
        <source>Scores by rule</source>
        <translation>各规则得分</translation>
    </message>
    <message>
        <source>All types</source>
        <translation>所有类型</translation>
    </message>
    <message>
        <source>✕ not understood</source>
        <translation>✕ 无法理解</translation>
    </message>
    <message>
        <source>Accuracy per type</source>
        <translation>各类型准确率</translation>
    </message>
</context>
<context>
    <name>w2v::ExportFormats</name>
    <message>
        <source>ms-swift messages (*)</source>
        <translation>ms-swift 消息 (*)</translation>
    </message>
    <message>
        <source>LLaMA-Factory ShareGPT (*)</source>
        <translation>LLaMA-Factory ShareGPT (*)</translation>
    </message>
    <message>
        <source>EasyR1 rows (*)</source>
        <translation>EasyR1 行 (*)</translation>
    </message>
    <message>
        <source>Preference pairs (*)</source>
        <translation>偏好对 (*)</translation>
    </message>
    <message>
        <source>Export into a new folder</source>
        <translation>导出到新文件夹</translation>
    </message>
</context>
<context>
    <name>w2v::FacetPanel</name>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
</context>
<context>
    <name>w2v::Filmstrip</name>
    <message>
        <source>Filmstrip</source>
        <translation>胶片条</translation>
    </message>
    <message>
        <source>The frames appear here as they are made</source>
        <translation>各帧生成后会出现在这里</translation>
    </message>
    <message>
        <source>Frame %1: %2 observed, %3 imagined</source>
        <translation>第 %1 帧：观察到 %2，想象 %3</translation>
    </message>
    <message>
        <source>Rejected: %1</source>
        <translation>被拒绝：%1</translation>
    </message>
</context>
<context>
    <name>w2v::FirstSteps</name>
    <message>
        <source>First steps</source>
        <translation>入门步骤</translation>
    </message>
    <message>
        <source>1  Choose a view and draw a path</source>
        <translation>1  选择视图并画出路径</translation>
    </message>
    <message>
        <source>2  Imagine what it shows</source>
        <translation>2  想象沿途所见</translation>
    </message>
    <message>
        <source>3  Judge the questions</source>
        <translation>3  审校问题</translation>
    </message>
    <message>
        <source>4  Train a small model</source>
        <translation>4  训练小模型</translation>
    </message>
    <message>
        <source>5  Compare the answers</source>
        <translation>5  比较回答</translation>
    </message>
    <message>
        <source>Hide the first steps</source>
        <translation>隐藏入门步骤</translation>
    </message>
</context>
<context>
    <name>w2v::FlipMatrix</name>
    <message>
        <source>B right</source>
        <translation>B 正确</translation>
    </message>
    <message>
        <source>B wrong</source>
        <translation>B 错误</translation>
    </message>
    <message>
        <source>A right</source>
        <translation>A 正确</translation>
    </message>
    <message>
        <source>A wrong</source>
        <translation>A 错误</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message numerus="yes">
        <source>A = %1 %2, B = %3 %4: %n questions. Click to see only these.</source>
        <translation>
            <numerusform>A = %1 %2，B = %3 %4：%n 个问题。点击可只看这些。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::FlipTable</name>
    <message>
        <source>Flips by type</source>
        <translation>按类型的翻转</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Both right</source>
        <translation>都对</translation>
    </message>
    <message>
        <source>▼ Only A right</source>
        <translation>▼ 仅 A 对</translation>
    </message>
    <message>
        <source>▲ Only B right</source>
        <translation>▲ 仅 B 对</translation>
    </message>
    <message>
        <source>Both wrong</source>
        <translation>都错</translation>
    </message>
    <message>
        <source>McNemar p</source>
        <translation>McNemar p</translation>
    </message>
</context>
<context>
    <name>w2v::FloorGestures</name>
    <message>
        <source>drag the path&apos;s end</source>
        <translation>拖动路径末端</translation>
    </message>
    <message>
        <source>draw freehand</source>
        <translation>徒手绘制</translation>
    </message>
    <message numerus="yes">
        <source>%n move(s)</source>
        <translation>
            <numerusform>%n 个动作</numerusform>
        </translation>
    </message>
    <message>
        <source>fit error %1 at most, %2 on average</source>
        <translation>拟合误差最大 %1，平均 %2</translation>
    </message>
</context>
<context>
    <name>w2v::HeaderBar</name>
    <message>
        <source>Open, create or close a project</source>
        <translation>打开、新建或关闭项目</translation>
    </message>
    <message>
        <source>Find an action   Ctrl+K</source>
        <translation>查找操作   Ctrl+K</translation>
    </message>
    <message>
        <source>Every action, with its key and its command line  (Ctrl+K)</source>
        <translation>所有操作及其快捷键和命令行  (Ctrl+K)</translation>
    </message>
    <message>
        <source>No project</source>
        <translation>没有项目</translation>
    </message>
</context>
<context>
    <name>w2v::HumanDialog</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Answer blind</source>
        <translation>盲答</translation>
    </message>
    <message>
        <source>Your answer, as the question asks for it</source>
        <translation>按问题要求填写您的回答</translation>
    </message>
    <message>
        <source>Your answer</source>
        <translation>您的回答</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>There is no question left to answer.</source>
        <translation>没有剩下要回答的问题。</translation>
    </message>
</context>
<context>
    <name>w2v::ImaginationDialog</name>
    <message>
        <source>What the model imagined</source>
        <translation>模型想象了什么</translation>
    </message>
    <message>
        <source>Imagined views</source>
        <translation>想象的视图</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>动作</translation>
    </message>
    <message>
        <source>Helps</source>
        <translation>有帮助</translation>
    </message>
    <message>
        <source>Worth going on</source>
        <translation>值得继续</translation>
    </message>
    <message>
        <source>Seen before</source>
        <translation>曾观测</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>★ %1</source>
        <translation>★ %1</translation>
    </message>
    <message>
        <source>shown with the question: %1</source>
        <translation>随问题展示：%1</translation>
    </message>
    <message>
        <source>World model: %1 calls, %2 s. Scores: %3 calls, %4 s. Answer: %5 s. Tokens: %6 read, %7 written. ★ views were shown with the question. It answered: %8</source>
        <translation>世界模型：%1 次调用，%2 秒。评分：%3 次调用，%4 秒。回答：%5 秒。词元：读 %6，写 %7。★ 视图随问题展示。它回答：%8</translation>
    </message>
    <message>
        <source>Choose a view</source>
        <translation>选择一个视图</translation>
    </message>
</context>
<context>
    <name>w2v::ImaginationForm</name>
    <message>
        <source>Moves one after the other</source>
        <translation>连续移动的步数</translation>
    </message>
    <message>
        <source>Views of a step that are gone on from</source>
        <translation>每一步继续展开的视图数</translation>
    </message>
    <message>
        <source>The most helpful views, shown with the question</source>
        <translation>随问题一起显示的最有帮助的视图</translation>
    </message>
    <message>
        <source>The same seed imagines the same views</source>
        <translation>相同的种子想象出相同的视图</translation>
    </message>
    <message>
        <source>Only views that help at least this much are shown</source>
        <translation>只显示帮助程度不低于此值的视图</translation>
    </message>
    <message>
        <source>What is tried from every view, with semicolons between</source>
        <translation>从每个视图尝试的移动，用分号分隔</translation>
    </message>
    <message>
        <source>as fits who answers</source>
        <translation>按回答者自动选择</translation>
    </message>
    <message>
        <source>probability of yes</source>
        <translation>“yes”的概率</translation>
    </message>
    <message>
        <source>a number from 0 to 9</source>
        <translation>0 到 9 的数字</translation>
    </message>
    <message>
        <source>How a model says how much a view helps; servers can only say a number</source>
        <translation>模型如何说明视图的帮助程度；服务器只能给出数字</translation>
    </message>
    <message>
        <source>geometric</source>
        <translation>几何</translation>
    </message>
    <message>
        <source>exact render (mesh)</source>
        <translation>精确渲染（网格）</translation>
    </message>
    <message>
        <source>a program (process)</source>
        <translation>程序 (process)</translation>
    </message>
    <message>
        <source>an exported model (TorchScript)</source>
        <translation>导出的模型 (TorchScript)</translation>
    </message>
    <message>
        <source>Exact renders only of generated rooms and meshes</source>
        <translation>精确渲染仅用于生成的房间和网格</translation>
    </message>
    <message>
        <source>World model</source>
        <translation>世界模型</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>beam</source>
        <translation>束宽</translation>
    </message>
    <message>
        <source>views shown</source>
        <translation>显示视图</translation>
    </message>
    <message>
        <source>Moves</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Scored by</source>
        <translation>评分方式</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>至少</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>A question: at most %1 imagined views, %2 scores and the answer.</source>
        <translation>每题最多：%1 个想象视图、%2 次评分和一次回答。</translation>
    </message>
    <message>
        <source>The moves cannot be read. Write for example: %1</source>
        <translation>无法读取移动。请按此例书写：%1</translation>
    </message>
    <message>
        <source>Choose the folder with the weights of Stable Virtual Camera.</source>
        <translation>请选择 Stable Virtual Camera 权重所在的文件夹。</translation>
    </message>
    <message>
        <source>Give the command that starts the program.</source>
        <translation>请给出启动程序的命令。</translation>
    </message>
    <message>
        <source>Choose the exported model and say that you trust it.</source>
        <translation>请选择导出的模型并确认信任它。</translation>
    </message>
</context>
<context>
    <name>w2v::ImagineInspector</name>
    <message>
        <source>Make questions</source>
        <translation>生成待审校的问题</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>exact render (mesh)</source>
        <translation>精确渲染（网格）</translation>
    </message>
    <message>
        <source>geometric</source>
        <translation>几何</translation>
    </message>
    <message>
        <source>Automatic: exact renders for rooms and meshes, geometric for photographs and RGB-D</source>
        <translation>自动：房间和网格用精确渲染，照片和 RGB-D 用几何方法</translation>
    </message>
    <message>
        <source>as observed</source>
        <translation>与观察一致</translation>
    </message>
    <message>
        <source>The same seed gives the same views</source>
        <translation>相同的种子得到相同的视图</translation>
    </message>
    <message>
        <source>World model</source>
        <translation>世界模型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Field of view</source>
        <translation>视场角</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Next imagination</source>
        <translation>下一次想象</translation>
    </message>
    <message>
        <source>This frame</source>
        <translation>当前帧</translation>
    </message>
    <message>
        <source>Where it came from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Builds questions and answers from this rollout and opens them in Curate</source>
        <translation>用这个推演生成问答，并在“审校”中打开</translation>
    </message>
    <message>
        <source>observed %1</source>
        <translation>观察到 %1</translation>
    </message>
    <message>
        <source>imagined %1</source>
        <translation>想象 %1</translation>
    </message>
    <message>
        <source>%1 observed  ·  %2 imagined</source>
        <translation>观察到 %1  ·  想象 %2</translation>
    </message>
    <message>
        <source>From the start</source>
        <translation>相对起点</translation>
    </message>
    <message>
        <source>%1 right, %2 forward</source>
        <translation>向右 %1，向前 %2</translation>
    </message>
    <message>
        <source>Turned</source>
        <translation>转角</translation>
    </message>
    <message>
        <source>Positive is to the right</source>
        <translation>向右为正</translation>
    </message>
    <message>
        <source>Objects seen</source>
        <translation>可见物体</translation>
    </message>
    <message>
        <source>Observation</source>
        <translation>观察</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>尺度</translation>
    </message>
    <message>
        <source>metres</source>
        <translation>米</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Test weights: random numbers, so the pictures are noise.</source>
        <translation>测试权重：均为随机数，因此画面只是噪声。</translation>
    </message>
    <message>
        <source>Made with the reference&apos;s camera scale: lengths are not metres.</source>
        <translation>使用了参考实现的相机尺度：长度不是米。</translation>
    </message>
    <message>
        <source>No depth was known: lengths may be wrong by a common factor.</source>
        <translation>深度未知：所有长度可能相差同一个倍数。</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>测量结果</translation>
    </message>
    <message>
        <source>Not measured for this frame</source>
        <translation>这一帧未测量</translation>
    </message>
    <message>
        <source>Within the limits</source>
        <translation>在限值之内</translation>
    </message>
    <message>
        <source>Rejected: %1</source>
        <translation>被拒绝：%1</translation>
    </message>
    <message>
        <source>Seen before</source>
        <translation>之前见过</translation>
    </message>
    <message>
        <source>Share of the frame that earlier frames show too</source>
        <translation>画面中前面各帧也显示的部分</translation>
    </message>
    <message>
        <source>Invented</source>
        <translation>新生成</translation>
    </message>
    <message>
        <source>Share of the frame that no earlier frame shows</source>
        <translation>画面中前面各帧都没有显示的部分</translation>
    </message>
    <message>
        <source>Residual</source>
        <translation>残差</translation>
    </message>
    <message>
        <source>Mean difference over what was seen before, 0 to 1</source>
        <translation>之前见过部分的平均差异，0 到 1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1，要求 %2</translation>
    </message>
    <message>
        <source>Measured from the pixels, and asked for; against frame %1, %2 matches</source>
        <translation>由像素测得的值与要求的值；相对第 %1 帧，%2 个匹配</translation>
    </message>
    <message>
        <source>Moved</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Measured from the pixels, and asked for</source>
        <translation>由像素测得的值与要求的值</translation>
    </message>
    <message>
        <source>a program (process)</source>
        <translation>程序 (process)</translation>
    </message>
    <message>
        <source>an exported model (TorchScript)</source>
        <translation>导出的模型 (TorchScript)</translation>
    </message>
</context>
<context>
    <name>w2v::ImagineWorkspace</name>
    <message>
        <source>Imagine</source>
        <translation>想象</translation>
    </message>
    <message>
        <source>Nothing imagined yet</source>
        <translation>还没有想象过</translation>
    </message>
    <message>
        <source>Draw a path in Observe and press Imagine; the views appear here one by one.</source>
        <translation>在“观察”中画出路径，再按“想象”；视图会逐张出现在这里。</translation>
    </message>
    <message>
        <source>Rollouts</source>
        <translation>推演</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Draw a path</source>
        <translation>画一条路径</translation>
    </message>
    <message>
        <source>Imagine again</source>
        <translation>再次想象</translation>
    </message>
    <message>
        <source>Make questions for Curate</source>
        <translation>生成待审校的问题</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>划变</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>闪烁</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>This frame only</source>
        <translation>只看此帧</translation>
    </message>
    <message>
        <source>Show what was observed and what imagined</source>
        <translation>标出观察到的与想象的</translation>
    </message>
    <message>
        <source>Fit the picture</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>One</source>
        <translation>单张</translation>
    </message>
    <message>
        <source>This frame only  (1)</source>
        <translation>只看此帧  (1)</translation>
    </message>
    <message>
        <source>Side by side  (S)</source>
        <translation>并排  (S)</translation>
    </message>
    <message>
        <source>Drag the line across  (W)</source>
        <translation>左右拖动分界线  (W)</translation>
    </message>
    <message>
        <source>Show one after the other  (B)</source>
        <translation>交替显示  (B)</translation>
    </message>
    <message>
        <source>What differs, brightened  (D)</source>
        <translation>提亮显示差异  (D)</translation>
    </message>
    <message>
        <source>against</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>imagining</source>
        <translation>正在想象</translation>
    </message>
    <message>
        <source>frame %1</source>
        <translation>第 %1 帧</translation>
    </message>
    <message>
        <source>the start view</source>
        <translation>起始视图</translation>
    </message>
    <message>
        <source>the previous frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <source>the truth (exact render)</source>
        <translation>真值（精确渲染）</translation>
    </message>
    <message>
        <source>%1, seed %2</source>
        <translation>%1，种子 %2</translation>
    </message>
    <message>
        <source>The first frame is being made…</source>
        <translation>正在生成第一帧…</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>start view</source>
        <translation>起始视图</translation>
    </message>
    <message>
        <source>frame %1 · %2</source>
        <translation>第 %1 帧 · %2</translation>
    </message>
    <message>
        <source>The last one took %1 on this machine.</source>
        <translation>上一次在本机用时 %1。</translation>
    </message>
    <message>
        <source>Frames arrive one by one; cancel keeps what is done.</source>
        <translation>各帧逐张到来；取消会保留已完成的部分。</translation>
    </message>
    <message>
        <source>frame %1 · first pass, being refined</source>
        <translation>第 %1 帧 · 第一遍，正在细化</translation>
    </message>
    <message>
        <source>The same request had been answered before; its views come from the project.</source>
        <translation>相同的请求之前已完成，视图取自项目。</translation>
    </message>
    <message>
        <source>Repair this frame</source>
        <translation>修复这一帧</translation>
    </message>
    <message>
        <source>The region could not be written to %1.</source>
        <translation>无法将区域写入 %1。</translation>
    </message>
    <message>
        <source>Repairing…</source>
        <translation>正在修复…</translation>
    </message>
    <message numerus="yes">
        <source>%n records made from the frame before are stale: make the questions again, or undo.</source>
        <translation>
            <numerusform>由修复前的帧生成的 %n 条记录已过时：请重新生成问题，或撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>Contact sheet…</source>
        <translation>对照表…</translation>
    </message>
    <message>
        <source>Many at once…</source>
        <translation>批量想象…</translation>
    </message>
    <message>
        <source>Hold Alt and click where the pixels come from, then paint.</source>
        <translation>按住 Alt 点击像素来源，然后涂抹。</translation>
    </message>
    <message>
        <source>The painted mask could not be written to %1.</source>
        <translation>涂抹的遮罩无法写入 %1。</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>框</translation>
    </message>
    <message>
        <source>Show, draw and edit the boxes of objects  (O)</source>
        <translation>显示、绘制和编辑物体的框  (O)</translation>
    </message>
    <message>
        <source>Carry to the other frames</source>
        <translation>传递到其他帧</translation>
    </message>
    <message>
        <source>Looks for the surface of the chosen box in the other frames, by their depth, and gives it boxes there  (C)</source>
        <translation>按深度在其他帧中寻找所选框的表面，并在那里为它画框  (C)</translation>
    </message>
    <message>
        <source>Remove the box</source>
        <translation>移除框</translation>
    </message>
    <message>
        <source>Removes the chosen box from this frame (Delete); the object from all frames with Shift+Delete</source>
        <translation>从此帧移除所选的框 (Delete)；Shift+Delete 从所有帧移除该物体</translation>
    </message>
    <message>
        <source>Show why boxes are dropped</source>
        <translation>显示框被舍弃的原因</translation>
    </message>
    <message>
        <source>Carry</source>
        <translation>传递</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>w2v::ImportDialog</name>
    <message>
        <source>Use as the path</source>
        <translation>用作路径</translation>
    </message>
    <message>
        <source>Test the convention</source>
        <translation>检验坐标约定</translation>
    </message>
    <message>
        <source>Read in the chosen convention</source>
        <translation>按所选约定重新读取</translation>
    </message>
    <message>
        <source>Import camera poses</source>
        <translation>导入相机位姿</translation>
    </message>
    <message>
        <source>Evidence for each convention</source>
        <translation>各约定的依据</translation>
    </message>
    <message>
        <source>Convention</source>
        <translation>约定</translation>
    </message>
    <message>
        <source>Agrees</source>
        <translation>吻合</translation>
    </message>
    <message>
        <source>In view</source>
        <translation>在视野内</translation>
    </message>
    <message>
        <source>Median error</source>
        <translation>误差中位数</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>正在读取 %1</translation>
    </message>
    <message>
        <source>The poses are exactly those of actions.</source>
        <translation>这些位姿恰好由动作构成。</translation>
    </message>
    <message>
        <source>A free path: actions follow it within %1 and %2.</source>
        <translation>自由路径：动作与其相差不超过 %1 和 %2。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Poses</source>
        <translation>位姿</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>%1 at most, %2 on average, %3 at the end</source>
        <translation>最大 %1，平均 %2，终点 %3</translation>
    </message>
    <message>
        <source>Heading</source>
        <translation>朝向</translation>
    </message>
    <message>
        <source>%1 at most, %2 on average</source>
        <translation>最大 %1，平均 %2</translation>
    </message>
    <message>
        <source>Out of the plane</source>
        <translation>偏离平面</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 和 %2</translation>
    </message>
    <message>
        <source>The start was levelled: its pitch is not part of the path.</source>
        <translation>起点已调平：俯仰不计入路径。</translation>
    </message>
    <message>
        <source>Comparing pictures under every convention</source>
        <translation>正在按各种约定比较图像</translation>
    </message>
    <message>
        <source>import %1</source>
        <translation>导入 %1</translation>
    </message>
    <message>
        <source>The pictures do not decide: at best %1 of the samples agree, or several conventions fit alike.</source>
        <translation>图像无法判定：最多 %1 的样本吻合，或有多种约定同样吻合。</translation>
    </message>
    <message>
        <source>The convention %1 holds: %2 of the samples agree.</source>
        <translation>约定 %1 成立：%2 的样本吻合。</translation>
    </message>
    <message>
        <source>The poses are %1, not %2: %3 of the samples agree.</source>
        <translation>位姿是 %1，而不是 %2：%3 的样本吻合。</translation>
    </message>
    <message>
        <source>The path as text</source>
        <translation>路径文本</translation>
    </message>
</context>
<context>
    <name>w2v::IssuesPopup</name>
    <message>
        <source>Issues</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Nothing needs your attention.</source>
        <translation>没有需要处理的事项。</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Copy the details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>忽略</translation>
    </message>
</context>
<context>
    <name>w2v::JobRunner</name>
    <message>
        <source>The worker program is missing: %1</source>
        <translation>找不到工作进程程序：%1</translation>
    </message>
    <message>
        <source>Build or install w2v-worker beside the workbench.</source>
        <translation>请在工作台旁边构建或安装 w2v-worker。</translation>
    </message>
</context>
<context>
    <name>w2v::KeysDialog</name>
    <message>
        <source>Press the new keys; Backspace removes them</source>
        <translation>按下新的快捷键；Backspace 清除</translation>
    </message>
    <message>
        <source>Change the keys</source>
        <translation>更改快捷键</translation>
    </message>
    <message>
        <source>Find an action</source>
        <translation>查找操作</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Back to the standard keys</source>
        <translation>恢复标准快捷键</translation>
    </message>
    <message>
        <source>%1 is taken by &quot;%2&quot;.</source>
        <translation>%1 已用于“%2”。</translation>
    </message>
</context>
<context>
    <name>w2v::LatencyPlot</name>
    <message>
        <source>Accuracy over seconds</source>
        <translation>准确率与用时</translation>
    </message>
    <message>
        <source>Accuracy over the seconds an answer takes appears here once answers say how long they took.</source>
        <translation>回答给出用时后，这里显示准确率与每次回答用时的关系。</translation>
    </message>
    <message>
        <source>median seconds an answer</source>
        <translation>每次回答用时的中位数（秒）</translation>
    </message>
    <message>
        <source>%1: %2 s</source>
        <translation>%1：%2 秒</translation>
    </message>
</context>
<context>
    <name>w2v::LearnedBar</name>
    <message>
        <source>%1  %2%</source>
        <translation>%1  %2%</translation>
    </message>
    <message>
        <source>✓ %1 learned: %2%, without looking %3%</source>
        <translation>✓ %1 已学会：%2%，不看图 %3%</translation>
    </message>
    <message>
        <source>✕ %1 not yet learned: %2%, without looking %3%</source>
        <translation>✕ %1 尚未学会：%2%，不看图 %3%</translation>
    </message>
    <message>
        <source>%1 direction</source>
        <translation>%1 方向</translation>
    </message>
</context>
<context>
    <name>w2v::LinkCross</name>
    <message>
        <source>no depth here to tell whether it is seen</source>
        <translation>此处无深度，无法判断是否可见</translation>
    </message>
    <message>
        <source>hidden here by something nearer</source>
        <translation>在此被更近的物体遮挡</translation>
    </message>
    <message>
        <source>not here: something farther away is seen</source>
        <translation>不在此处：看到的是更远的东西</translation>
    </message>
    <message>
        <source>outside of this view</source>
        <translation>在此视图之外</translation>
    </message>
    <message>
        <source>no depth: the same place of the picture</source>
        <translation>无深度：图中的同一位置</translation>
    </message>
</context>
<context>
    <name>w2v::LookAheadRibbon</name>
    <message>
        <source>What lies ahead</source>
        <translation>前方情况</translation>
    </message>
    <message>
        <source>At least %1 of each view was observed.</source>
        <translation>每个视图至少有 %1 已被观察到。</translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) collide or leave the room.</source>
        <translation>
            <numerusform>%n 帧发生碰撞或离开房间。</numerusform>
        </translation>
    </message>
    <message>
        <source>Frame %1</source>
        <translation>第 %1 帧</translation>
    </message>
    <message>
        <source>observed %1, to be imagined %2</source>
        <translation>已观察 %1，待想象 %2</translation>
    </message>
    <message>
        <source>overlap with the first view %1</source>
        <translation>与首个视图重叠 %1</translation>
    </message>
    <message>
        <source>nearest surface %1</source>
        <translation>最近表面 %1</translation>
    </message>
    <message>
        <source>nothing in sight</source>
        <translation>视野内空无一物</translation>
    </message>
    <message>
        <source>obstacle at %1</source>
        <translation>障碍物距离 %1</translation>
    </message>
    <message>
        <source>collides or leaves the room</source>
        <translation>碰撞或离开房间</translation>
    </message>
    <message>
        <source>nearest %1</source>
        <translation>最近 %1</translation>
    </message>
    <message>
        <source>observed %1  ·  overlap %2  ·  %3</source>
        <translation>已观察 %1  ·  重叠 %2  ·  %3</translation>
    </message>
</context>
<context>
    <name>w2v::LookTable</name>
    <message>
        <source>Do the models look?</source>
        <translation>模型看图吗？</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>With true images</source>
        <translation>用真实图像</translation>
    </message>
    <message>
        <source>With changed ones</source>
        <translation>用改动的图像</translation>
    </message>
    <message>
        <source>Gap, points</source>
        <translation>差距（百分点）</translation>
    </message>
    <message>
        <source>McNemar p</source>
        <translation>McNemar p</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>another question&apos;s</source>
        <translation>别的问题的</translation>
    </message>
    <message>
        <source>mirrored</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <translation>%1（%2 至 %3）</translation>
    </message>
</context>
<context>
    <name>w2v::MainWindow</name>
    <message>
        <source>Command line copied</source>
        <translation>命令已复制</translation>
    </message>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>Find an action</source>
        <translation>查找操作</translation>
    </message>
    <message>
        <source>Open the demo project</source>
        <translation>打开演示项目</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation>打开项目…</translation>
    </message>
    <message>
        <source>Close the project</source>
        <translation>关闭项目</translation>
    </message>
    <message>
        <source>Switch between dark and light</source>
        <translation>切换深色与浅色</translation>
    </message>
    <message>
        <source>Show the keys</source>
        <translation>显示快捷键</translation>
    </message>
    <message>
        <source>Show the issues</source>
        <translation>显示问题</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>下一个面板</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>上一个面板</translation>
    </message>
    <message>
        <source>Reset this workspace&apos;s panels</source>
        <translation>重置此工作区的面板</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Show the first steps</source>
        <translation>显示入门步骤</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>转到“%1”</translation>
    </message>
    <message>
        <source>%1 – World2VLM Workbench</source>
        <translation>%1 – World2VLM 工作台</translation>
    </message>
    <message>
        <source>World2VLM Workbench</source>
        <translation>World2VLM 工作台</translation>
    </message>
    <message>
        <source>Open a project folder (.w2v)</source>
        <translation>打开项目文件夹 (.w2v)</translation>
    </message>
    <message>
        <source>Where to keep the new project</source>
        <translation>新项目的保存位置</translation>
    </message>
    <message>
        <source>Project folder (*.w2v)</source>
        <translation>项目文件夹 (*.w2v)</translation>
    </message>
    <message>
        <source>Open the project %1</source>
        <translation>打开项目 %1</translation>
    </message>
    <message>
        <source>Nothing here can open this</source>
        <translation>这里无法打开它</translation>
    </message>
    <message>
        <source>Change the keys…</source>
        <translation>更改快捷键…</translation>
    </message>
</context>
<context>
    <name>w2v::MetricNames</name>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>flow</source>
        <translation>光流</translation>
    </message>
    <message>
        <source>depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>%1 direction</source>
        <translation>%1 方向</translation>
    </message>
    <message>
        <source>from the start, nats a token</source>
        <translation>相对起点，每词元 nat</translation>
    </message>
    <message>
        <source>all tasks</source>
        <translation>全部任务</translation>
    </message>
    <message>
        <source>benchmark %1</source>
        <translation>基准 %1</translation>
    </message>
</context>
<context>
    <name>w2v::ModelChooser</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>%1, step %2</source>
        <translation>%1，第 %2 步</translation>
    </message>
    <message>
        <source>%1, untrained</source>
        <translation>%1，未训练</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Folder of a model</source>
        <translation>模型文件夹</translation>
    </message>
    <message>
        <source>Choose a server…</source>
        <translation>选择服务器…</translation>
    </message>
</context>
<context>
    <name>w2v::ModelEyesBar</name>
    <message>
        <source>Model whose view is shown</source>
        <translation>显示其视图的模型</translation>
    </message>
    <message>
        <source>Choose a checkpoint…</source>
        <translation>选择检查点…</translation>
    </message>
    <message>
        <source>As seen by</source>
        <translation>观察者</translation>
    </message>
    <message>
        <source>Folder of a checkpoint</source>
        <translation>检查点文件夹</translation>
    </message>
    <message>
        <source>object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Asking a worker…</source>
        <translation>正在询问工作进程…</translation>
    </message>
    <message>
        <source>%1 × %2 → %3 × %4</source>
        <translation>%1 × %2 → %3 × %4</translation>
    </message>
    <message>
        <source>%1 image tokens (both pictures stacked)</source>
        <translation>%1 个图像词元（两张图片叠放）</translation>
    </message>
    <message>
        <source>%1 image tokens</source>
        <translation>%1 个图像词元</translation>
    </message>
    <message>
        <source>%1 + %2 text = %3 tokens, answer %4</source>
        <translation>%1 + 文本 %2 = %3 个词元，答案 %4</translation>
    </message>
    <message>
        <source> (choose a checkpoint to count the text: its tokenizer is needed)</source>
        <translation>（选择检查点以统计文本：需要它的分词器）</translation>
    </message>
    <message>
        <source>boxes in pixels: %1</source>
        <translation>框（像素）：%1</translation>
    </message>
    <message>
        <source>boxes in thousandths: %1</source>
        <translation>框（千分之一）：%1</translation>
    </message>
</context>
<context>
    <name>w2v::ModelList</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>%1 of %2 right; 95% interval %3 to %4%</source>
        <translation>%2 题中答对 %1 题；95% 区间 %3 至 %4%</translation>
    </message>
    <message>
        <source>Click to compare or to leave out</source>
        <translation>点击以加入或移出比较</translation>
    </message>
</context>
<context>
    <name>w2v::Notice</name>
    <message>
        <source>Hide this notice</source>
        <translation>隐藏此提示</translation>
    </message>
</context>
<context>
    <name>w2v::ObserveInspector</name>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Nothing chosen</source>
        <translation>未选择</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt; · %2 from the start</source>
        <translation>&lt;b&gt;%1&lt;/b&gt; · 距起点 %2</translation>
    </message>
    <message>
        <source>frame %1 of %2</source>
        <translation>第 %1 帧，共 %2 帧</translation>
    </message>
    <message>
        <source>%1 of the pixels are known</source>
        <translation>%1 的像素已知</translation>
    </message>
    <message>
        <source>Observation</source>
        <translation>观察</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Points shown</source>
        <translation>显示的点</translation>
    </message>
    <message>
        <source>Triangles</source>
        <translation>三角形</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Labelled things that questions can be about</source>
        <translation>带标签、可用于提问的物体</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Width × depth × height</source>
        <translation>宽 × 深 × 高</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Focal length</source>
        <translation>焦距</translation>
    </message>
    <message>
        <source>Field of view</source>
        <translation>视场角</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>主点</translation>
    </message>
    <message>
        <source>Eye height</source>
        <translation>视高</translation>
    </message>
    <message>
        <source>Above the floor below the first frame</source>
        <translation>第一帧下方地面以上的高度</translation>
    </message>
    <message>
        <source>Pose</source>
        <translation>位姿</translation>
    </message>
    <message>
        <source>known</source>
        <translation>已知</translation>
    </message>
    <message>
        <source>unknown; the frame is its own world</source>
        <translation>未知；该帧自成一个坐标系</translation>
    </message>
    <message>
        <source>No picture; rendered on demand</source>
        <translation>没有图片；按需渲染</translation>
    </message>
    <message>
        <source>The path in words</source>
        <translation>用语言描述的路径</translation>
    </message>
    <message>
        <source>Frame of the observation</source>
        <translation>观察的帧</translation>
    </message>
</context>
<context>
    <name>w2v::ObserveWorkspace</name>
    <message>
        <source>Observe</source>
        <translation>观察</translation>
    </message>
    <message>
        <source>Observations</source>
        <translation>观察</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Open a demo room</source>
        <translation>打开演示房间</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Remove the observation or put its files back where they were.</source>
        <translation>请移除该观察，或把文件放回原处。</translation>
    </message>
    <message>
        <source>Imagine</source>
        <translation>想象</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Draw the path</source>
        <translation>画路径</translation>
    </message>
    <message>
        <source>Walk the path</source>
        <translation>沿路径行走</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Click two points</source>
        <translation>点击两个点</translation>
    </message>
    <message>
        <source>Play the path</source>
        <translation>播放路径</translation>
    </message>
    <message>
        <source>Edit the path as text</source>
        <translation>以文本编辑路径</translation>
    </message>
    <message>
        <source>Playhead back</source>
        <translation>播放头后退</translation>
    </message>
    <message>
        <source>Playhead forward</source>
        <translation>播放头前进</translation>
    </message>
    <message>
        <source>Remove the last move</source>
        <translation>移除最后一步</translation>
    </message>
    <message>
        <source>Clear the path</source>
        <translation>清除路径</translation>
    </message>
    <message>
        <source>clear the path</source>
        <translation>清除路径</translation>
    </message>
    <message>
        <source>Begin another path</source>
        <translation>另起一条路径</translation>
    </message>
    <message>
        <source>Add a demo room</source>
        <translation>添加演示房间</translation>
    </message>
    <message>
        <source>Add an observation…</source>
        <translation>添加观察…</translation>
    </message>
    <message>
        <source>Distance %1</source>
        <translation>距离 %1</translation>
    </message>
    <message numerus="yes">
        <source>path of %n move(s)</source>
        <translation>
            <numerusform>共 %n 步的路径</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %n observation(s)</source>
        <translation>
            <numerusform>添加 %n 个观察</numerusform>
        </translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>Move %1 walks into something or out of the room</source>
        <translation>第 %1 步会撞到物体或走出房间</translation>
    </message>
    <message>
        <source>The start is not on free floor</source>
        <translation>起点不在空旷的地面上</translation>
    </message>
    <message>
        <source>Draw freehand</source>
        <translation>徒手绘制</translation>
    </message>
    <message>
        <source>Append a move by typing</source>
        <translation>键入以追加动作</translation>
    </message>
    <message>
        <source>Refused: that way collides or leaves the room</source>
        <translation>已拒绝：这样走会碰撞或离开房间</translation>
    </message>
    <message>
        <source>Insert a move at the playhead by typing</source>
        <translation>键入动作并插入到播放头处</translation>
    </message>
    <message>
        <source>Drag a handle: move or turn · Click: pick · Drag: orbit</source>
        <translation>拖动手柄：移动或转向 · 点击：选取 · 拖动：环绕</translation>
    </message>
    <message>
        <source>Click: turn and walk · Alt: sidestep · Ctrl: start here</source>
        <translation>点击：转向并行走 · Alt：横移 · Ctrl：从此处开始</translation>
    </message>
    <message>
        <source>Drag a curve on the floor: moves are fitted to it</source>
        <translation>在地面上拖出曲线：动作将拟合它</translation>
    </message>
    <message>
        <source>W S: walk · A D: sidestep · Q E: turn · L: from outside</source>
        <translation>W S：行走 · A D：横移 · Q E：转向 · L：从外部观看</translation>
    </message>
    <message>
        <source>Calibrate the picture</source>
        <translation>标定图片</translation>
    </message>
    <message>
        <source>Drag marks over the picture; Esc goes back</source>
        <translation>在图片上拖出标记；Esc 返回</translation>
    </message>
    <message>
        <source>Imagine and watch it here</source>
        <translation>想象并在此观看</translation>
    </message>
</context>
<context>
    <name>w2v::OpenBenchmarkDialog</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation>复制列表</translation>
    </message>
    <message>
        <source>Open a benchmark</source>
        <translation>打开基准</translation>
    </message>
    <message>
        <source>Folder or question file of SAT, VSI-Bench or MindCube</source>
        <translation>SAT、VSI-Bench 或 MindCube 的文件夹或问题文件</translation>
    </message>
    <message>
        <source>What it is called in this project; answers are kept under this name</source>
        <translation>它在本项目中的名称；答案以此名称保存</translation>
    </message>
    <message>
        <source>Frame k of a video is number floor(k (n - 1) / (frames - 1)) of its n: the first, the last, and evenly between</source>
        <translation>n 帧视频的第 k 帧取编号 floor(k (n - 1) / (frames - 1))：首帧、末帧，其间均匀分布</translation>
    </message>
    <message>
        <source>as they are</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>Pictures are cut to their middle square and resized to this side (bicubic), as SAT&apos;s own pipelines do with 512</source>
        <translation>图片裁为中央正方形并缩放到此边长（双三次），与 SAT 自己的流程取 512 时相同</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>缺失项</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Pictures and videos</source>
        <translation>图片与视频</translation>
    </message>
    <message>
        <source>Frames of a video</source>
        <translation>每个视频的帧数</translation>
    </message>
    <message>
        <source>Middle square</source>
        <translation>中央正方形</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Its files stay where they are. Pictures that are missing are listed here; questions without them are shown but not asked.</source>
        <translation>它的文件留在原处。缺少的图片列在这里；缺图的问题会显示，但不会提问。</translation>
    </message>
    <message>
        <source>✕ %1</source>
        <translation>✕ %1</translation>
    </message>
    <message>
        <source>Folder of a benchmark</source>
        <translation>基准文件夹</translation>
    </message>
    <message>
        <source>Question file</source>
        <translation>问题文件</translation>
    </message>
    <message>
        <source>Questions (*.json *.jsonl)</source>
        <translation>问题 (*.json *.jsonl)</translation>
    </message>
    <message>
        <source>Folder of the pictures or videos</source>
        <translation>图片或视频的文件夹</translation>
    </message>
    <message>
        <source>Looking for question files…</source>
        <translation>正在查找问题文件…</translation>
    </message>
    <message>
        <source>The benchmark&apos;s files</source>
        <translation>基准的文件</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Reading the questions and looking for their pictures…</source>
        <translation>正在读取问题并查找图片…</translation>
    </message>
    <message>
        <source>cannot be read: %1</source>
        <translation>无法读取：%1</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 条</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 questions, %2 with all their pictures. Missing below the folder: %3 files.</source>
        <translation>%1 个问题，其中 %2 个图片齐全。文件夹中缺少 %3 个文件。</translation>
    </message>
    <message>
        <source>%1 questions, all with their pictures.</source>
        <translation>%1 个问题，图片齐全。</translation>
    </message>
    <message numerus="yes">
        <source>%n entries of the file cannot be read and are left out.</source>
        <translation>
            <numerusform>文件中有 %n 条无法读取，已略去。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::OutsideModelForm</name>
    <message>
        <source>I trust this file</source>
        <translation>我信任此文件</translation>
    </message>
    <message>
        <source>Starts a program that speaks the protocol of docs/world-model-programs.md; no shell reads it</source>
        <translation>启动一个使用 docs/world-model-programs.md 中协议的程序；不经过 shell</translation>
    </message>
    <message>
        <source>A JSON object that is handed to the program</source>
        <translation>传给程序的 JSON 对象</translation>
    </message>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>A world model exported with torch.jit; its signature is in docs/world-model-programs.md</source>
        <translation>用 torch.jit 导出的世界模型；其签名见 docs/world-model-programs.md</translation>
    </message>
    <message>
        <source>An exported model is code. It runs in a process of its own, but with your rights.</source>
        <translation>导出的模型就是代码。它在独立进程中运行，但拥有您的权限。</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>How long it may say nothing until it is ended</source>
        <translation>多久没有回应就将其结束</translation>
    </message>
    <message>
        <source>Choose the exported model</source>
        <translation>选择导出的模型</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>等待时间</translation>
    </message>
    <message>
        <source>This is no JSON object; it would be left out.</source>
        <translation>这不是 JSON 对象，将被忽略。</translation>
    </message>
    <message>
        <source>Exported world model</source>
        <translation>导出的世界模型</translation>
    </message>
    <message>
        <source>TorchScript (*.pt *.pth *.ts);;All files (*)</source>
        <translation>TorchScript (*.pt *.pth *.ts);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>w2v::PanelRail</name>
    <message>
        <source>Show the panel %1</source>
        <translation>显示面板 %1</translation>
    </message>
</context>
<context>
    <name>w2v::PanelTitle</name>
    <message>
        <source>Hide this panel</source>
        <translation>隐藏此面板</translation>
    </message>
</context>
<context>
    <name>w2v::PathCommands</name>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Split the move at the playhead</source>
        <translation>在播放头处拆分动作</translation>
    </message>
    <message>
        <source>Duplicate the current move</source>
        <translation>复制当前动作</translation>
    </message>
    <message>
        <source>Remove the current move</source>
        <translation>删除当前动作</translation>
    </message>
    <message>
        <source>Move the current move earlier</source>
        <translation>当前动作提前</translation>
    </message>
    <message>
        <source>Move the current move later</source>
        <translation>当前动作推后</translation>
    </message>
    <message>
        <source>Mirror left and right</source>
        <translation>左右镜像</translation>
    </message>
    <message>
        <source>mirror the path</source>
        <translation>镜像路径</translation>
    </message>
    <message>
        <source>Reverse the order of the moves</source>
        <translation>颠倒动作顺序</translation>
    </message>
    <message>
        <source>reverse the path</source>
        <translation>颠倒路径</translation>
    </message>
    <message>
        <source>Turn into the way back</source>
        <translation>变为返回路径</translation>
    </message>
    <message>
        <source>turn into the way back</source>
        <translation>变为返回路径</translation>
    </message>
    <message>
        <source>Bring into canonical form</source>
        <translation>化为规范形式</translation>
    </message>
    <message>
        <source>bring into canonical form</source>
        <translation>化为规范形式</translation>
    </message>
    <message>
        <source>Append the way back</source>
        <translation>追加返回路径</translation>
    </message>
    <message>
        <source>Scale to a length…</source>
        <translation>缩放到指定长度…</translation>
    </message>
    <message>
        <source>Copy the path in words</source>
        <translation>复制路径的语言描述</translation>
    </message>
    <message>
        <source>Insert a preset</source>
        <translation>插入预设</translation>
    </message>
    <message>
        <source>Insert: %1</source>
        <translation>插入：%1</translation>
    </message>
    <message>
        <source>insert %1</source>
        <translation>插入%1</translation>
    </message>
    <message>
        <source>Orbit all around the picked point</source>
        <translation>绕所选点一整圈</translation>
    </message>
    <message>
        <source>Orbit the picked point, a quarter to the left</source>
        <translation>绕所选点向左四分之一圈</translation>
    </message>
    <message>
        <source>Orbit the picked point, a quarter to the right</source>
        <translation>绕所选点向右四分之一圈</translation>
    </message>
    <message>
        <source>Draw paths at random…</source>
        <translation>随机抽取路径…</translation>
    </message>
    <message>
        <source>Import camera poses…</source>
        <translation>导入相机位姿…</translation>
    </message>
    <message>
        <source>Import camera poses</source>
        <translation>导入相机位姿</translation>
    </message>
    <message>
        <source>Camera poses (*.json *.txt *.path);;All files (*)</source>
        <translation>相机位姿 (*.json *.txt *.path);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Export the path</source>
        <translation>导出路径</translation>
    </message>
    <message>
        <source>Export as %1…</source>
        <translation>导出为 %1…</translation>
    </message>
    <message>
        <source>Grid of drawn moves</source>
        <translation>绘制动作的网格</translation>
    </message>
    <message>
        <source>Grid: %1 m and %2</source>
        <translation>网格：%1 m 与 %2</translation>
    </message>
    <message>
        <source>Grid: none</source>
        <translation>网格：无</translation>
    </message>
    <message>
        <source>Trouble ahead</source>
        <translation>前方的问题</translation>
    </message>
    <message>
        <source>Say nothing about collisions</source>
        <translation>不提示碰撞</translation>
    </message>
    <message>
        <source>Warn of collisions</source>
        <translation>对碰撞发出警告</translation>
    </message>
    <message>
        <source>Refuse paths that collide</source>
        <translation>拒绝会碰撞的路径</translation>
    </message>
    <message>
        <source>orbit a point</source>
        <translation>绕点环行</translation>
    </message>
    <message>
        <source>Length of all moves</source>
        <translation>所有移动的总长</translation>
    </message>
    <message>
        <source>scale to %1</source>
        <translation>缩放到 %1</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Paste moves at the playhead</source>
        <translation>在播放头处粘贴动作</translation>
    </message>
    <message>
        <source>Presets: draw amounts from their ranges</source>
        <translation>预设：在范围内随机取值</translation>
    </message>
    <message>
        <source>Otherwise a preset has the middle of its ranges</source>
        <translation>否则预设取各范围的中间值</translation>
    </message>
    <message>
        <source>Grid: other steps…</source>
        <translation>网格：其他步长…</translation>
    </message>
    <message>
        <source>Moves are scaled, turns stay</source>
        <translation>移动按比例缩放，转向不变</translation>
    </message>
    <message>
        <source>Step of moves</source>
        <translation>移动步长</translation>
    </message>
    <message>
        <source>Step of turns</source>
        <translation>转向步长</translation>
    </message>
    <message>
        <source>0: any amount</source>
        <translation>0：任意数值</translation>
    </message>
    <message>
        <source>paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Not pasted: %1</source>
        <translation>未粘贴：%1</translation>
    </message>
</context>
<context>
    <name>w2v::PathDraft</name>
    <message>
        <source>type path</source>
        <translation>输入路径</translation>
    </message>
    <message>
        <source>add %1 %2</source>
        <translation>添加 %1 %2</translation>
    </message>
    <message>
        <source>remove %1 %2</source>
        <translation>移除 %1 %2</translation>
    </message>
    <message>
        <source>set %1 to %2</source>
        <translation>将 %1 设为 %2</translation>
    </message>
    <message>
        <source>move the start</source>
        <translation>移动起点</translation>
    </message>
    <message>
        <source>walk</source>
        <translation>行走</translation>
    </message>
    <message>
        <source>Type a move, for example fwd 0.5</source>
        <translation>键入动作，例如 fwd 0.5</translation>
    </message>
    <message>
        <source>split %1</source>
        <translation>拆分%1</translation>
    </message>
    <message>
        <source>duplicate %1</source>
        <translation>复制%1</translation>
    </message>
    <message>
        <source>move %1 earlier</source>
        <translation>把%1提前</translation>
    </message>
    <message>
        <source>move %1 later</source>
        <translation>把%1推后</translation>
    </message>
    <message numerus="yes">
        <source>The text has more than %n character(s)</source>
        <translation>
            <numerusform>文本超过 %n 个字符</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::PathPreset</name>
    <message>
        <source>sweep left and right</source>
        <translation>左右扫视</translation>
    </message>
    <message>
        <source>wide sweep</source>
        <translation>大幅扫视</translation>
    </message>
    <message>
        <source>look around</source>
        <translation>环顾四周</translation>
    </message>
    <message>
        <source>step side to side</source>
        <translation>左右横移</translation>
    </message>
    <message>
        <source>, then </source>
        <translation>，然后</translation>
    </message>
</context>
<context>
    <name>w2v::PathStage</name>
    <message>
        <source>Path in the scene</source>
        <translation>场景中的路径</translation>
    </message>
</context>
<context>
    <name>w2v::PathStripPanel</name>
    <message>
        <source>Play the path  (Ctrl+Space)</source>
        <translation>播放路径  (Ctrl+空格)</translation>
    </message>
    <message>
        <source>Playhead</source>
        <translation>播放头</translation>
    </message>
    <message>
        <source>The path as text</source>
        <translation>文本形式的路径</translation>
    </message>
    <message>
        <source>Click on the floor, or type: move forward 0.5 meters; turn left 30 degrees</source>
        <translation>点击地面，或输入：move forward 0.5 meters; turn left 30 degrees</translation>
    </message>
    <message>
        <source>Paths of this observation</source>
        <translation>此观察的路径</translation>
    </message>
    <message>
        <source>Begin another path</source>
        <translation>另起一条路径</translation>
    </message>
    <message>
        <source>Add a move</source>
        <translation>添加一步</translation>
    </message>
    <message>
        <source>path %1</source>
        <translation>路径 %1</translation>
    </message>
    <message>
        <source>new path</source>
        <translation>新路径</translation>
    </message>
    <message>
        <source>frame %1 of %2  ·  path %3</source>
        <translation>第 %1 帧，共 %2 帧  ·  路径 %3</translation>
    </message>
    <message>
        <source>Everything that can be done to the path</source>
        <translation>可对路径进行的所有操作</translation>
    </message>
    <message>
        <source>Append a move</source>
        <translation>追加动作</translation>
    </message>
    <message>
        <source>fwd 0.5</source>
        <translation>fwd 0.5</translation>
    </message>
    <message>
        <source>Canonical: nothing is left</source>
        <translation>规范形式：没有剩余动作</translation>
    </message>
    <message>
        <source>Canonical: %1</source>
        <translation>规范形式：%1</translation>
    </message>
    <message>
        <source>Move %1: %2</source>
        <translation>动作 %1：%2</translation>
    </message>
    <message>
        <source>Appends moves: fwd 0.5, b 50 cm, left 30deg, tr 20, l 0.3
/ appends, I inserts at the playhead, Escape goes back to the stage</source>
        <translation>追加动作：fwd 0.5、b 50 cm、left 30deg、tr 20、l 0.3
/ 追加，I 插入到播放头处，Escape 回到舞台</translation>
    </message>
    <message>
        <source>insert: fwd 0.5</source>
        <translation>插入：fwd 0.5</translation>
    </message>
    <message>
        <source>Insert a move at the playhead</source>
        <translation>在播放头处插入动作</translation>
    </message>
    <message>
        <source>insert typed moves</source>
        <translation>插入键入的动作</translation>
    </message>
    <message>
        <source>Jumps to the end of this move. Drag or Alt+arrows: another place; Delete removes it, Ctrl+D doubles it</source>
        <translation>跳到此动作的末尾。拖动或 Alt+方向键：移到别处；Delete 删除，Ctrl+D 复制</translation>
    </message>
</context>
<context>
    <name>w2v::PathView</name>
    <message>
        <source>Path in space</source>
        <translation>空间中的路径</translation>
    </message>
    <message>
        <source>The camera&apos;s path. Drag to turn, wheel to come nearer, double click to look as before.</source>
        <translation>相机的路径。拖动旋转，滚轮靠近，双击恢复原视角。</translation>
    </message>
    <message>
        <source>no path is known</source>
        <translation>没有已知路径</translation>
    </message>
</context>
<context>
    <name>w2v::PictureLoader</name>
    <message>
        <source>%1 cannot be written.</source>
        <translation>无法写入 %1。</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>图片 (%1)</translation>
    </message>
</context>
<context>
    <name>w2v::PoseFormat</name>
    <message>
        <source>path text</source>
        <translation>路径文本</translation>
    </message>
    <message>
        <source>nerfstudio camera path</source>
        <translation>nerfstudio 相机路径</translation>
    </message>
    <message>
        <source>TUM trajectory</source>
        <translation>TUM 轨迹</translation>
    </message>
    <message>
        <source>COLMAP text model (folder)</source>
        <translation>COLMAP 文本模型（文件夹）</translation>
    </message>
    <message>
        <source>traj.json of the reference</source>
        <translation>参考实现的 traj.json</translation>
    </message>
</context>
<context>
    <name>w2v::QualityBars</name>
    <message>
        <source>at least %1</source>
        <translation>至少 %1</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>最多 %1</translation>
    </message>
    <message>
        <source>Not measured for these frames</source>
        <translation>这些帧未测量</translation>
    </message>
</context>
<context>
    <name>w2v::QualityStrip</name>
    <message>
        <source>Limits as they were in the beginning</source>
        <translation>恢复初始限值</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>度量</translation>
    </message>
    <message>
        <source>All %1 measured frames are within the limits</source>
        <translation>%1 个已测量的帧全部在限值之内</translation>
    </message>
    <message>
        <source>%1 of %2 frames rejected: %3</source>
        <translation>%2 帧中拒绝 %1 帧：%3</translation>
    </message>
</context>
<context>
    <name>w2v::QualityText</name>
    <message>
        <source>Sharpness</source>
        <translation>清晰度</translation>
    </message>
    <message>
        <source>Variance of the Laplacian of grey: below the line a frame counts as blurry.</source>
        <translation>灰度拉普拉斯的方差：低于此线的帧视为模糊。</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Mean difference to the frame before: below the lower line the view stands still, above the upper it jumps.</source>
        <translation>与前一帧的平均差异：低于下线表示画面静止，高于上线表示跳变。</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>曝光</translation>
    </message>
    <message>
        <source>stops</source>
        <translation>挡</translation>
    </message>
    <message>
        <source>Jump in brightness against earlier frames, over what both see.</source>
        <translation>相对前面各帧、在共同可见部分的亮度跳变。</translation>
    </message>
    <message>
        <source>Contradicts</source>
        <translation>矛盾</translation>
    </message>
    <message>
        <source>Share of the frame that an earlier frame shows otherwise.</source>
        <translation>画面中与前面某帧不一致的部分。</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>转动</translation>
    </message>
    <message>
        <source>Angle between the motion measured from the pixels and the one asked for; the whisker is twice its standard deviation.</source>
        <translation>由像素测得的运动与要求的运动之间的夹角；须线为两倍标准差。</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>m</source>
        <translation>米</translation>
    </message>
    <message>
        <source>Distance between the measured and the asked position; at least a tenth of the move is allowed. The whisker is twice its standard deviation.</source>
        <translation>测得位置与要求位置之间的距离；至少允许移动量的十分之一。须线为两倍标准差。</translation>
    </message>
    <message>
        <source>blurry</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>stands still</source>
        <translation>静止不动</translation>
    </message>
    <message>
        <source>jumps</source>
        <translation>跳变</translation>
    </message>
    <message>
        <source>exposure jumps</source>
        <translation>曝光跳变</translation>
    </message>
    <message>
        <source>contradicts earlier frames</source>
        <translation>与前面的帧矛盾</translation>
    </message>
    <message>
        <source>moves otherwise than asked</source>
        <translation>运动与要求不符</translation>
    </message>
</context>
<context>
    <name>w2v::QuestionPictures</name>
    <message>
        <source>%1  %2 s</source>
        <translation>%1：%2 秒</translation>
    </message>
    <message>
        <source>%1  frame %2</source>
        <translation>%1，第 %2 帧</translation>
    </message>
    <message>
        <source>%1 is missing</source>
        <translation>缺少 %1</translation>
    </message>
    <message>
        <source>%1 is there, others of this question are missing</source>
        <translation>%1 存在，但此问题的其他图片缺失</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
</context>
<context>
    <name>w2v::QuestionsModel</name>
    <message>
        <source>Pictures of this question are missing: it cannot be asked.</source>
        <translation>此问题缺少图片：无法提问。</translation>
    </message>
</context>
<context>
    <name>w2v::QueuePanel</name>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>How many run at once</source>
        <translation>同时运行的数量</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>提前</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>推后</translation>
    </message>
    <message>
        <source>Cancel: a running one saves and stops</source>
        <translation>取消：正在运行的会先保存再停止</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>同时运行</translation>
    </message>
    <message>
        <source>Pause: a running one saves and stops; or let a paused one go on, and try a failed one again</source>
        <translation>暂停：运行中的保存后停止；或让已暂停的继续，并重试失败的</translation>
    </message>
    <message>
        <source>after %1</source>
        <translation>在 %1 之后</translation>
    </message>
    <message>
        <source>Waits until &quot;%1&quot; has finished; now it is %2</source>
        <translation>等待“%1”完成；当前状态：%2</translation>
    </message>
</context>
<context>
    <name>w2v::ReasonBar</name>
    <message>
        <source>Reject because of</source>
        <translation>拒绝原因</translation>
    </message>
    <message>
        <source>Enter  no reason</source>
        <translation>Enter  不给原因</translation>
    </message>
    <message>
        <source>Esc  keep it</source>
        <translation>Esc  保留</translation>
    </message>
    <message>
        <source>0  no reason</source>
        <translation>0  不给原因</translation>
    </message>
    <message>
        <source>Enter  %1 (suggested)</source>
        <translation>Enter  %1（建议）</translation>
    </message>
</context>
<context>
    <name>w2v::RecipeForm</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Auxiliary loss</source>
        <translation>辅助损失</translation>
    </message>
    <message>
        <source>Adaptation</source>
        <translation>适配</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
</context>
<context>
    <name>w2v::RecipePanel</name>
    <message>
        <source>Form</source>
        <translation>表单</translation>
    </message>
    <message>
        <source>Every value as a field</source>
        <translation>每个值一个字段</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>The same recipe as its YAML file</source>
        <translation>同一配方的 YAML 文件</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>The same run from a terminal</source>
        <translation>在终端中启动同样的训练</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Open recipe</source>
        <translation>打开配方</translation>
    </message>
    <message>
        <source>Recipes (*.yaml *.yml)</source>
        <translation>配方 (*.yaml *.yml)</translation>
    </message>
    <message>
        <source>recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Before the start</source>
        <translation>启动之前</translation>
    </message>
    <message>
        <source>Open a project first.</source>
        <translation>请先打开项目。</translation>
    </message>
    <message numerus="yes">
        <source>%n records</source>
        <translation>
            <numerusform>%n 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>none: this task cannot be learned</source>
        <translation>没有记录：无法学习此任务</translation>
    </message>
    <message>
        <source>There is nothing to learn from. Make or accept records in Curate first.</source>
        <translation>没有可学习的内容。请先在“审校”中生成或接受记录。</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>%1 × %1 px%2</source>
        <translation>%1 × %1 px%2</translation>
    </message>
    <message>
        <source>, views stacked</source>
        <translation>，视图叠放</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>最多 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n steps</source>
        <translation>
            <numerusform>%n 步</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 epochs</source>
        <translation>%1 轮</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Recipes of the program and of this project; a changed one is kept in the project when it is started</source>
        <translation>程序自带与本项目的配方；启动时改动过的配方保存在项目中</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Looks at records, tokens, memory, disk, time and reward before the start, against earlier runs</source>
        <translation>启动前对照以往运行检查记录、词元、内存、磁盘、时间和奖励</translation>
    </message>
    <message>
        <source>%1 (default)</source>
        <translation>%1（默认）</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Reward</source>
        <translation>奖励</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>上次运行</translation>
    </message>
</context>
<context>
    <name>w2v::RecordCard</name>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Keep the edit (Ctrl+Enter)</source>
        <translation>保留修改（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>Discard (Esc)</source>
        <translation>放弃（Esc）</translation>
    </message>
    <message>
        <source>Keep one &lt;image&gt; mark per picture.</source>
        <translation>每张图片保留一个 &lt;image&gt; 标记。</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>%1 mode</source>
        <translation>%1 模式</translation>
    </message>
    <message>
        <source>rollout %1</source>
        <translation>推演 %1</translation>
    </message>
    <message>
        <source>Take it</source>
        <translation>采纳</translation>
    </message>
    <message>
        <source>Suggested: %1 — %2</source>
        <translation>建议：%1 — %2</translation>
    </message>
    <message>
        <source>Suggested: %1, %2 — %3</source>
        <translation>建议：%1，%2 — %3</translation>
    </message>
    <message>
        <source>path: %1</source>
        <translation>路径：%1</translation>
    </message>
</context>
<context>
    <name>w2v::RecordChecks</name>
    <message>
        <source>An image mark per picture</source>
        <translation>每张图片一个图像标记</translation>
    </message>
    <message>
        <source>%1 marks, %2 pictures</source>
        <translation>%1 个标记，%2 张图片</translation>
    </message>
    <message>
        <source>The answer can be read</source>
        <translation>答案可以解析</translation>
    </message>
    <message>
        <source>not in the form that task %1 asks for</source>
        <translation>不符合任务 %1 要求的格式</translation>
    </message>
    <message>
        <source>read as “%1”</source>
        <translation>解析为“%1”</translation>
    </message>
    <message>
        <source>The gold answer scores 1</source>
        <translation>标准答案得分为 1</translation>
    </message>
    <message>
        <source>score %1 by the rule of %2</source>
        <translation>按 %2 的规则得分 %1</translation>
    </message>
    <message>
        <source>Made from views that still exist</source>
        <translation>来源视图仍然存在</translation>
    </message>
    <message>
        <source>its rollout was removed</source>
        <translation>其推演已被移除</translation>
    </message>
    <message>
        <source>imported, no rollout</source>
        <translation>导入的记录，没有推演</translation>
    </message>
    <message>
        <source>rollout %1</source>
        <translation>推演 %1</translation>
    </message>
    <message>
        <source>a box it was made from was changed since: make the questions again</source>
        <translation>生成它所用的框此后已更改：请重新生成问题</translation>
    </message>
</context>
<context>
    <name>w2v::RecordListModel</name>
    <message>
        <source>(removed)</source>
        <translation>（已移除）</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>模式</translation>
    </message>
</context>
<context>
    <name>w2v::RecordMarks</name>
    <message>
        <source>object</source>
        <translation>物体</translation>
    </message>
</context>
<context>
    <name>w2v::RecordPictures</name>
    <message>
        <source>2  after</source>
        <translation>2  之后</translation>
    </message>
    <message>
        <source>1  before</source>
        <translation>1  之前</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
</context>
<context>
    <name>w2v::RecordReplay</name>
    <message>
        <source>replay %1 of %2</source>
        <translation>回放 %1 / %2</translation>
    </message>
</context>
<context>
    <name>w2v::RecordState</name>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>second look</source>
        <translation>复看</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>待定</translation>
    </message>
</context>
<context>
    <name>w2v::RecordSuggestion</name>
    <message>
        <source>the views moved otherwise than the label says, measured in their pixels</source>
        <translation>按像素测量，视图的移动与标签不符</translation>
    </message>
    <message>
        <source>a view contradicts what was seen before</source>
        <translation>有视图与之前所见矛盾</translation>
    </message>
    <message>
        <source>a view is blurry</source>
        <translation>有视图模糊</translation>
    </message>
    <message>
        <source>the brightness jumps between the views</source>
        <translation>视图之间亮度突变</translation>
    </message>
</context>
<context>
    <name>w2v::RepairBar</name>
    <message>
        <source>Paint anew</source>
        <translation>重新绘制</translation>
    </message>
    <message>
        <source>Take from frame</source>
        <translation>取自另一帧</translation>
    </message>
    <message>
        <source>Match its exposure</source>
        <translation>匹配其曝光</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>替换…</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Brush radius in pixels</source>
        <translation>画笔半径（像素）</translation>
    </message>
    <message>
        <source>Brush radius in pixels of the picture. Drag over the frame to mark, with Shift to unmark.</source>
        <translation>画笔半径（图片像素）。在画面上拖动以标记，按住 Shift 取消标记。</translation>
    </message>
    <message>
        <source>The other frame</source>
        <translation>另一帧</translation>
    </message>
    <message>
        <source>The frame that the region or the exposure is taken from</source>
        <translation>区域或曝光取自哪一帧</translation>
    </message>
    <message>
        <source>Paints the brushed region from what surrounds it</source>
        <translation>根据周围内容重新绘制所标记的区域</translation>
    </message>
    <message>
        <source>Moves what another frame shows of the region here, by its depth</source>
        <translation>按深度把另一帧中看到的该区域移到这里</translation>
    </message>
    <message>
        <source>Gives this frame the brightness of the other one, measured over what both see</source>
        <translation>使这一帧的亮度与另一帧一致，以共同可见部分为准</translation>
    </message>
    <message>
        <source>Puts a picture of the same size in place of the frame</source>
        <translation>用同样大小的图片替换这一帧</translation>
    </message>
    <message>
        <source>Takes the last repair of this frame back; the original is always kept</source>
        <translation>撤回这一帧的上一次修复；原图始终保留</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Picture in place of the frame</source>
        <translation>用来替换的图片</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg)</source>
        <translation>图片 (*.png *.jpg *.jpeg)</translation>
    </message>
    <message>
        <source>Revert (%1)</source>
        <translation>还原 (%1)</translation>
    </message>
    <message>
        <source>Clone</source>
        <translation>仿制</translation>
    </message>
    <message>
        <source>Keep the painting</source>
        <translation>保留涂抹</translation>
    </message>
    <message>
        <source>The brush copies pixels: hold Alt and click where they come from, here or in the picture beside it, then paint</source>
        <translation>画笔复制像素：按住 Alt 在这里或旁边的图上点击来源，然后涂抹</translation>
    </message>
    <message>
        <source>Keeps what was painted as a repair of this frame</source>
        <translation>把涂抹的内容保留为这一帧的修复</translation>
    </message>
    <message>
        <source>Unmarks everything, and drops what was painted</source>
        <translation>取消全部标记，并放弃涂抹的内容</translation>
    </message>
    <message>
        <source>Hold Alt and click where the pixels come from, then paint.</source>
        <translation>按住 Alt 点击像素来源，然后涂抹。</translation>
    </message>
    <message>
        <source>Painted, not kept yet.</source>
        <translation>已涂抹，尚未保留。</translation>
    </message>
    <message>
        <source>Paint: the pixels come from the cross.</source>
        <translation>请涂抹：像素取自十字处。</translation>
    </message>
</context>
<context>
    <name>w2v::RolloutList</name>
    <message>
        <source>Remove this rollout</source>
        <translation>移除此推演</translation>
    </message>
    <message>
        <source>start view</source>
        <translation>起始视图</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n frame(s)</source>
        <translation>
            <numerusform>%1 · %n 帧</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::RuleTable</name>
    <message>
        <source>Scores by rule</source>
        <translation>各规则得分</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>%1, rule %2: %3</source>
        <translation>%1，规则 %2：%3</translation>
    </message>
    <message>
        <source>Overall</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <translation>%1（%2 至 %3）</translation>
    </message>
    <message>
        <source>%1, not in the overall</source>
        <translation>%1，不计入总计</translation>
    </message>
    <message>
        <source>Not understood</source>
        <translation>无法理解</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 中的 %1</translation>
    </message>
    <message>
        <source>Worth a look</source>
        <translation>值得一看</translation>
    </message>
</context>
<context>
    <name>w2v::RunCharts</name>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Auxiliary loss: flow and depth</source>
        <translation>辅助损失：光流与深度</translation>
    </message>
    <message>
        <source>Reward</source>
        <translation>奖励</translation>
    </message>
    <message>
        <source>Divergence</source>
        <translation>散度</translation>
    </message>
    <message>
        <source>Accuracy on held-out scenes</source>
        <translation>留出场景上的准确率</translation>
    </message>
    <message>
        <source>The first point comes with the first logged step.</source>
        <translation>记录第一步后会出现第一个点。</translation>
    </message>
    <message>
        <source>This run has no auxiliary loss.</source>
        <translation>此运行没有辅助损失。</translation>
    </message>
    <message>
        <source>This run has no reward.</source>
        <translation>本次运行没有奖励。</translation>
    </message>
    <message>
        <source>This run has no reference.</source>
        <translation>本次运行没有参考模型。</translation>
    </message>
    <message>
        <source>The first evaluation is still to come.</source>
        <translation>尚未进行第一次评估。</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>%1 samples</source>
        <translation>%1 个样本</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message numerus="yes">
        <source>%n more metrics, shown when the filter above names them</source>
        <translation>
            <numerusform>另有 %n 个指标，在上方筛选框中输入名称即可显示</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::RunNotes</name>
    <message>
        <source>; held out %1%</source>
        <translation>；留出集 %1%</translation>
    </message>
    <message>
        <source>%1 has finished at step %2%3.</source>
        <translation>%1 已在第 %2 步完成%3。</translation>
    </message>
    <message>
        <source>%1 was stopped at step %2 and kept its checkpoint.</source>
        <translation>%1 已在第 %2 步停止并保留检查点。</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1 失败：%2</translation>
    </message>
</context>
<context>
    <name>w2v::RunsModel</name>
    <message>
        <source>%1%</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>Mean accuracy over the tasks on held-out scenes, newest evaluation</source>
        <translation>最近一次评估中，留出场景上各任务的平均准确率</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>创建</translation>
    </message>
</context>
<context>
    <name>w2v::RunsPanel</name>
    <message>
        <source>Choose several with Ctrl to compare their curves</source>
        <translation>按住 Ctrl 多选以比较曲线</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Group of the chosen runs</source>
        <translation>所选运行的分组</translation>
    </message>
    <message>
        <source>Runs of one group, for example seeds, are compared as one</source>
        <translation>同组的运行（例如不同种子）作为整体比较</translation>
    </message>
    <message>
        <source>Tags of the chosen runs</source>
        <translation>所选运行的标签</translation>
    </message>
    <message>
        <source>Hide the chosen runs</source>
        <translation>隐藏所选运行</translation>
    </message>
    <message>
        <source>Show hidden runs</source>
        <translation>显示隐藏的运行</translation>
    </message>
    <message>
        <source>Filter: name, group, tag, state</source>
        <translation>筛选：名称、分组、标签、状态</translation>
    </message>
    <message>
        <source>Each run</source>
        <translation>各次运行</translation>
    </message>
    <message>
        <source>Groups: range</source>
        <translation>分组：范围</translation>
    </message>
    <message>
        <source>Groups: ± deviation</source>
        <translation>分组：± 标准差</translation>
    </message>
    <message>
        <source>Chosen runs of one group as the mean of their curves, with the least and greatest value or one standard deviation around it</source>
        <translation>同组所选运行绘为曲线均值，并带最小与最大值或一个标准差的范围</translation>
    </message>
    <message>
        <source>Rename, group, tag, hide</source>
        <translation>重命名、分组、标签、隐藏</translation>
    </message>
    <message>
        <source>Rename run</source>
        <translation>重命名运行</translation>
    </message>
    <message>
        <source>Group runs</source>
        <translation>运行分组</translation>
    </message>
    <message>
        <source>Tag runs</source>
        <translation>运行标签</translation>
    </message>
    <message>
        <source>Hide runs</source>
        <translation>隐藏运行</translation>
    </message>
    <message>
        <source>Show runs</source>
        <translation>显示运行</translation>
    </message>
    <message>
        <source>Show the chosen runs again</source>
        <translation>重新显示所选运行</translation>
    </message>
</context>
<context>
    <name>w2v::SamplerDialog</name>
    <message>
        <source>production settings of the reference</source>
        <translation>参考实现的生产设置</translation>
    </message>
    <message>
        <source>Draw paths at random</source>
        <translation>随机抽取路径</translation>
    </message>
    <message>
        <source>Choose a YAML file…</source>
        <translation>选择 YAML 文件…</translation>
    </message>
    <message>
        <source>Settings of the reference&apos;s generators</source>
        <translation>参考实现生成器的设置</translation>
    </message>
    <message>
        <source>YAML (*.yaml *.yml)</source>
        <translation>YAML (*.yaml *.yml)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Drawn paths</source>
        <translation>抽取的路径</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Use the selected one</source>
        <translation>使用所选路径</translation>
    </message>
    <message>
        <source>Add all as paths</source>
        <translation>全部添加为路径</translation>
    </message>
    <message>
        <source>The same settings and seed give the same paths on every machine.</source>
        <translation>相同的设置和种子在任何机器上都给出相同的路径。</translation>
    </message>
    <message numerus="yes">
        <source>draw %n path(s)</source>
        <translation>
            <numerusform>抽取 %n 条路径</numerusform>
        </translation>
    </message>
    <message>
        <source>Added; the list of paths over the strip holds them now.</source>
        <translation>已添加；可在上方的路径列表中找到。</translation>
    </message>
    <message>
        <source>draw at random</source>
        <translation>随机抽取</translation>
    </message>
</context>
<context>
    <name>w2v::SamplesView</name>
    <message>
        <source>step %1
question: %2
answer: %3
expected: %4</source>
        <translation>第 %1 步
问题：%2
回答：%3
正确答案：%4</translation>
    </message>
    <message>
        <source>Step %1, %2</source>
        <translation>第 %1 步，%2</translation>
    </message>
    <message>
        <source>Answer: %1</source>
        <translation>回答：%1</translation>
    </message>
    <message>
        <source>Expected: %1</source>
        <translation>应为：%1</translation>
    </message>
    <message>
        <source>Reward, %1: %2</source>
        <translation>奖励，%1：%2</translation>
    </message>
    <message>
        <source>Advantage in its group: %1</source>
        <translation>组内优势：%1</translation>
    </message>
</context>
<context>
    <name>w2v::SamplingForm</name>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>model&apos;s</source>
        <translation>按模型</translation>
    </message>
    <message>
        <source>The model&apos;s own</source>
        <translation>模型自带的</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>0 always takes the likeliest token; higher values vary more</source>
        <translation>0 总取最可能的词元；数值越高变化越多</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same seed gives the same answer; a new answer takes the next one</source>
        <translation>相同的种子给出相同的回答；重新回答时取下一个</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Draws from the likeliest tokens that together have this probability</source>
        <translation>从合计达到此概率的最可能词元中抽取</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Draws from this many of the likeliest tokens</source>
        <translation>从这么多个最可能的词元中抽取</translation>
    </message>
    <message>
        <source>Repetition</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Above 1 makes what was already said less likely</source>
        <translation>大于 1 时，已说过的内容更不易出现</translation>
    </message>
    <message>
        <source>Most tokens</source>
        <translation>最多词元</translation>
    </message>
    <message>
        <source>The longest answer, in tokens</source>
        <translation>回答的最大长度（词元）</translation>
    </message>
    <message>
        <source>System turn</source>
        <translation>系统提示</translation>
    </message>
    <message>
        <source>What the model is told before the first question</source>
        <translation>第一个问题之前告诉模型的内容</translation>
    </message>
    <message>
        <source>greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>temperature %1</source>
        <translation>温度 %1</translation>
    </message>
    <message>
        <source>, top-p %1</source>
        <translation>，top-p %1</translation>
    </message>
    <message>
        <source>, top-k %1</source>
        <translation>，top-k %1</translation>
    </message>
</context>
<context>
    <name>w2v::SeenPicture</name>
    <message>
        <source>Close the model&apos;s view</source>
        <translation>关闭模型视图</translation>
    </message>
    <message>
        <source>%1 as the model sees it</source>
        <translation>模型看到的 %1</translation>
    </message>
    <message>
        <source>Asking the model&apos;s files…</source>
        <translation>正在读取模型文件…</translation>
    </message>
    <message>
        <source>%1 × %2 pixels (the picture has %3 × %4), %5 × %6 patches of %7, one token for %8 × %8 patches</source>
        <translation>%1 × %2 像素（原图 %3 × %4），%5 × %6 个边长 %7 的图块，每 %8 × %8 个图块一个词元</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n 个词元</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::ServerDialog</name>
    <message>
        <source>List its models</source>
        <translation>列出其模型</translation>
    </message>
    <message>
        <source>Keep in the keychain</source>
        <translation>存入钥匙串</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>忘记</translation>
    </message>
    <message>
        <source>A model of a server</source>
        <translation>服务器上的模型</translation>
    </message>
    <message>
        <source>only if the server wants one</source>
        <translation>仅在服务器要求时</translation>
    </message>
    <message>
        <source>Takes the key of this address out of the keychain</source>
        <translation>从钥匙串中删除此地址的密钥</translation>
    </message>
    <message>
        <source>Any server of the chat completions interface: vLLM, llama.cpp, a hosted one. Its key is kept in the system&apos;s keychain, never in a file; the variable W2V_API_KEY comes first.</source>
        <translation>任何支持聊天补全接口的服务器：vLLM、llama.cpp 或托管服务。密钥保存在系统钥匙串中，绝不写入文件；环境变量 W2V_API_KEY 优先。</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>✕ %1</source>
        <translation>✕ %1</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>正在询问服务器…</translation>
    </message>
    <message>
        <source>It was asked with its key.</source>
        <translation>询问时使用了其密钥。</translation>
    </message>
    <message>
        <source>It was asked without a key.</source>
        <translation>询问时未使用密钥。</translation>
    </message>
    <message numerus="yes">
        <source>%n models.</source>
        <translation>
            <numerusform>%n 个模型。</numerusform>
        </translation>
    </message>
    <message>
        <source>Asking the keychain…</source>
        <translation>正在询问钥匙串…</translation>
    </message>
    <message>
        <source>The keychain has no key of this address any more.</source>
        <translation>钥匙串中已没有此地址的密钥。</translation>
    </message>
    <message>
        <source>The key is in the keychain.</source>
        <translation>密钥已在钥匙串中。</translation>
    </message>
</context>
<context>
    <name>w2v::Session</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>This change</source>
        <translation>此更改</translation>
    </message>
    <message>
        <source>must wait: another one is still being written</source>
        <translation>必须等待：另一项更改仍在写入</translation>
    </message>
    <message>
        <source>Try again in a moment</source>
        <translation>请稍后再试</translation>
    </message>
</context>
<context>
    <name>w2v::Shelf</name>
    <message>
        <source>room or mesh</source>
        <translation>房间或网格</translation>
    </message>
    <message>
        <source>posed capture</source>
        <translation>带位姿的采集</translation>
    </message>
    <message>
        <source>RGB-D image</source>
        <translation>RGB-D 图像</translation>
    </message>
    <message>
        <source>photograph</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Remove from the project</source>
        <translation>从项目中移除</translation>
    </message>
    <message>
        <source>Nothing observed yet</source>
        <translation>还没有观察</translation>
    </message>
    <message>
        <source>Drop a photograph, an RGB-D folder or a mesh here, or add a generated room.</source>
        <translation>把照片、RGB-D 文件夹或网格拖到这里，或添加一个生成的房间。</translation>
    </message>
    <message>
        <source>Demo room</source>
        <translation>演示房间</translation>
    </message>
    <message>
        <source>Adds the next generated room: furnished, labelled, with exact depth</source>
        <translation>添加下一个生成的房间：带家具、标签和精确深度</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>A photograph, an RGB-D folder, or a mesh (glTF, OBJ, PLY, FBX, DAE)</source>
        <translation>照片、RGB-D 文件夹或网格（glTF、OBJ、PLY、FBX、DAE）</translation>
    </message>
    <message>
        <source>Add the RGB-D folder %1</source>
        <translation>添加 RGB-D 文件夹 %1</translation>
    </message>
    <message>
        <source>Add the mesh %1</source>
        <translation>添加网格 %1</translation>
    </message>
    <message>
        <source>Add the photograph %1</source>
        <translation>添加照片 %1</translation>
    </message>
    <message>
        <source>Photograph or mesh…</source>
        <translation>照片或网格…</translation>
    </message>
    <message>
        <source>RGB-D folder…</source>
        <translation>RGB-D 文件夹…</translation>
    </message>
    <message>
        <source>Add an observation</source>
        <translation>添加观察</translation>
    </message>
    <message>
        <source>Photographs and meshes (%1)</source>
        <translation>照片和网格 (%1)</translation>
    </message>
    <message>
        <source>Add an RGB-D folder</source>
        <translation>添加 RGB-D 文件夹</translation>
    </message>
    <message>
        <source>Observations</source>
        <translation>观察</translation>
    </message>
    <message>
        <source>Add a room furnished from %1</source>
        <translation>添加用 %1 布置的房间</translation>
    </message>
    <message>
        <source>Room of real furniture…</source>
        <translation>真实家具的房间…</translation>
    </message>
    <message>
        <source>Furnishes the next generated room from a library of Sweet Home 3D (.sh3f)</source>
        <translation>用 Sweet Home 3D 家具库 (.sh3f) 布置下一个生成的房间</translation>
    </message>
    <message>
        <source>Furnish a room from a library</source>
        <translation>用家具库布置房间</translation>
    </message>
    <message>
        <source>Furniture libraries of Sweet Home 3D (*.sh3f)</source>
        <translation>Sweet Home 3D 家具库 (*.sh3f)</translation>
    </message>
</context>
<context>
    <name>w2v::SlurmDialog</name>
    <message>
        <source>Submit to Slurm</source>
        <translation>提交到 Slurm</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Empty: the cluster&apos;s default</source>
        <translation>留空：使用集群默认值</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>Empty: your default</source>
        <translation>留空：使用您的默认值</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>HH:MM:SS or D-HH:MM:SS; the run goes on in another job after it</source>
        <translation>HH:MM:SS 或 D-HH:MM:SS；到时后运行会在另一个作业中继续</translation>
    </message>
    <message>
        <source>Processors</source>
        <translation>处理器数</translation>
    </message>
    <message>
        <source>0: the cluster&apos;s default</source>
        <translation>0：使用集群默认值</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>For example 8G; empty: the cluster&apos;s default</source>
        <translation>例如 8G；留空：使用集群默认值</translation>
    </message>
    <message>
        <source>GPUs</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>For example 1 or a100:2; empty: none</source>
        <translation>例如 1 或 a100:2；留空：不使用</translation>
    </message>
    <message>
        <source>Warning before the limit, s</source>
        <translation>到时前预警（秒）</translation>
    </message>
    <message>
        <source>Seconds in which the run saves itself before the time limit</source>
        <translation>时限之前留给运行保存自身的秒数</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>更多选项</translation>
    </message>
    <message>
        <source>Options of sbatch with spaces between them, for example --constraint=gpu80</source>
        <translation>sbatch 的选项，以空格分隔，例如 --constraint=gpu80</translation>
    </message>
    <message>
        <source>Go on in the queue after the time limit</source>
        <translation>到时后重新排队继续</translation>
    </message>
    <message>
        <source>Commands before the run, one a line, for example module load cuda</source>
        <translation>运行前的命令，每行一条，例如 module load cuda</translation>
    </message>
    <message>
        <source>Before the run</source>
        <translation>运行之前</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Submit</source>
        <translation>提交</translation>
    </message>
</context>
<context>
    <name>w2v::SpokenPath</name>
    <message>
        <source>%1 steps, %2 meters in all.</source>
        <translation>共 %1 步，合计 %2 米。</translation>
    </message>
    <message>
        <source>The path is empty.</source>
        <translation>路径为空。</translation>
    </message>
    <message>
        <source>Walk forward %1 meters.</source>
        <translation>向前走 %1 米。</translation>
    </message>
    <message>
        <source>Walk backward %1 meters.</source>
        <translation>向后走 %1 米。</translation>
    </message>
    <message>
        <source>Step left %1 meters.</source>
        <translation>向左横移 %1 米。</translation>
    </message>
    <message>
        <source>Step right %1 meters.</source>
        <translation>向右横移 %1 米。</translation>
    </message>
    <message>
        <source>Turn left %1 degrees.</source>
        <translation>左转 %1 度。</translation>
    </message>
    <message>
        <source>Turn right %1 degrees.</source>
        <translation>右转 %1 度。</translation>
    </message>
    <message>
        <source>You end %1 and %2 of the start,</source>
        <translation>终点位于起点%1、%2，</translation>
    </message>
    <message>
        <source>You end where you started,</source>
        <translation>终点就是起点，</translation>
    </message>
    <message>
        <source>%1 meters ahead</source>
        <translation>前方 %1 米</translation>
    </message>
    <message>
        <source>%1 meters behind</source>
        <translation>后方 %1 米</translation>
    </message>
    <message>
        <source>%1 meters to the left</source>
        <translation>左侧 %1 米</translation>
    </message>
    <message>
        <source>%1 meters to the right</source>
        <translation>右侧 %1 米</translation>
    </message>
    <message>
        <source>facing %1 degrees to the left.</source>
        <translation>朝向偏左 %1 度。</translation>
    </message>
    <message>
        <source>facing %1 degrees to the right.</source>
        <translation>朝向偏右 %1 度。</translation>
    </message>
    <message>
        <source>facing the same way.</source>
        <translation>朝向不变。</translation>
    </message>
</context>
<context>
    <name>w2v::Stage</name>
    <message>
        <source>Show it something</source>
        <translation>给它看点什么</translation>
    </message>
    <message>
        <source>Drop a photograph, an RGB-D folder or a mesh here, or open a demo room. Then click on the floor to draw a path.</source>
        <translation>把照片、RGB-D 文件夹或网格拖到这里，或打开演示房间。然后点击地面画出路径。</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Time of the last frame on %1</source>
        <translation>在 %1 上绘制上一帧的用时</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>知道了</translation>
    </message>
    <message>
        <source>The 3D view runs on the processor (%1): less detail while moving, all of it at rest.</source>
        <translation>三维视图在处理器上运行（%1）：移动时减少细节，静止时完整绘制。</translation>
    </message>
</context>
<context>
    <name>w2v::StartPage</name>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <source>World2VLM Workbench</source>
        <translation>World2VLM 工作台</translation>
    </message>
    <message>
        <source>Show it a room, walk a path, see what a world model imagines there, and teach a small vision-language model what moving through space does to a view.</source>
        <translation>给它看一个房间，走一条路径，看看世界模型在那里想象出什么，再教一个小型视觉语言模型理解空间移动如何改变视图。</translation>
    </message>
    <message>
        <source>Open the demo project</source>
        <translation>打开演示项目</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation>打开项目…</translation>
    </message>
    <message>
        <source>Building the demo project</source>
        <translation>正在构建演示项目</translation>
    </message>
    <message>
        <source>Ask a model</source>
        <translation>询问模型</translation>
    </message>
    <message>
        <source>Talk to any model about any pictures, without a project</source>
        <translation>无需项目，就任意图片与任意模型对话</translation>
    </message>
</context>
<context>
    <name>w2v::State</name>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>待定</translation>
    </message>
    <message>
        <source>second look</source>
        <translation>复看</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>已过期</translation>
    </message>
</context>
<context>
    <name>w2v::StatusStrip</name>
    <message>
        <source>Cancel this job; what is done so far is kept</source>
        <translation>取消此任务；已完成的部分会保留</translation>
    </message>
    <message>
        <source>%1 (software)</source>
        <translation>%1（软件渲染）</translation>
    </message>
    <message>
        <source>worker at rest</source>
        <translation>工作进程空闲</translation>
    </message>
    <message>
        <source>worker starting</source>
        <translation>工作进程正在启动</translation>
    </message>
    <message>
        <source>worker ready</source>
        <translation>工作进程就绪</translation>
    </message>
    <message>
        <source>worker busy</source>
        <translation>工作进程忙碌</translation>
    </message>
    <message>
        <source>worker not found</source>
        <translation>找不到工作进程</translation>
    </message>
    <message>
        <source>worker stopped; it restarts with the next job</source>
        <translation>工作进程已停止；下一个任务会重新启动它</translation>
    </message>
    <message>
        <source>%1 waits</source>
        <translation>%1 个在等待</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message numerus="yes">
        <source>+%n more</source>
        <translation>
            <numerusform>另有 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>No issues</source>
        <translation>没有问题</translation>
    </message>
    <message numerus="yes">
        <source>%n issue(s)</source>
        <translation>
            <numerusform>%n 个问题</numerusform>
        </translation>
    </message>
    <message>
        <source>What needs attention</source>
        <translation>需要处理的事项</translation>
    </message>
    <message>
        <source>saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>Every change is on disk at once</source>
        <translation>每次修改都会立即写入磁盘</translation>
    </message>
</context>
<context>
    <name>w2v::StepsTable</name>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>幅度</translation>
    </message>
    <message>
        <source>Double click to edit; metres or degrees, other units are understood</source>
        <translation>双击编辑；单位为米或度，也可使用其他单位</translation>
    </message>
    <message>
        <source>Double click to choose another move</source>
        <translation>双击以选择其他动作</translation>
    </message>
    <message>
        <source>Moves of the path</source>
        <translation>路径的动作</translation>
    </message>
</context>
<context>
    <name>w2v::SvcOptionsForm</name>
    <message>
        <source>Choose the folder with the weights</source>
        <translation>选择权重所在的文件夹</translation>
    </message>
    <message>
        <source>Metres stay metres</source>
        <translation>保持以米为单位</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>The folder with modelv1.1.safetensors, vae/ and clip/. What to download: w2v worldmodel help --model svc</source>
        <translation>包含 modelv1.1.safetensors、vae/ 和 clip/ 的文件夹。需下载的文件见：w2v worldmodel help --model svc</translation>
    </message>
    <message>
        <source>Denoising steps: 50 is usual; fewer are faster and rougher</source>
        <translation>去噪步数：通常为 50；越少越快，也越粗糙</translation>
    </message>
    <message>
        <source>How closely the first pass keeps to the given picture: 3 to 5 is usual</source>
        <translation>第一遍贴近给定图片的程度：通常为 3 到 5</translation>
    </message>
    <message>
        <source>Measures the path by the depth of the start view; without it the reference&apos;s camera scale is used</source>
        <translation>按起始视图的深度度量路径；不勾选则使用参考实现的相机尺度</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>引导强度</translation>
    </message>
    <message>
        <source>Weights of Stable Virtual Camera</source>
        <translation>Stable Virtual Camera 的权重</translation>
    </message>
</context>
<context>
    <name>w2v::SweepDialog</name>
    <message>
        <source>Make the sheet</source>
        <translation>制作对照表</translation>
    </message>
    <message>
        <source>Save as PNG…</source>
        <translation>另存为 PNG…</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>对照表</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>引导强度</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Field of view</source>
        <translation>视场角</translation>
    </message>
    <message>
        <source>Two or more values with blanks between them; sizes as 256x256</source>
        <translation>两个或更多的值，以空格分隔；尺寸写作 256x256</translation>
    </message>
    <message>
        <source>Each value gets a row of views along the path.</source>
        <translation>每个值得到一行沿路径的视图。</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>Vary</source>
        <translation>改变</translation>
    </message>
    <message>
        <source>Imagining…</source>
        <translation>正在想象…</translation>
    </message>
    <message>
        <source>%1 of %2: %3</source>
        <translation>%1 / %2：%3</translation>
    </message>
    <message>
        <source>The variants are rollouts of the project.</source>
        <translation>这些变体已作为推演保存在项目中。</translation>
    </message>
    <message>
        <source>Save the contact sheet</source>
        <translation>保存对照表</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation>无法写入 %1。</translation>
    </message>
</context>
<context>
    <name>w2v::SystemView</name>
    <message>
        <source>Sampled every five seconds while it runs.</source>
        <translation>运行时每五秒采样一次。</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source> GiB</source>
        <translation> GiB</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>free</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>GPU %1</source>
        <translation>GPU %1</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>machine</source>
        <translation>整机</translation>
    </message>
    <message>
        <source>run: what this run takes, of one core; machine: what everybody takes, of all cores; waits: how long the trainer waits for its batches, of a step</source>
        <translation>本运行：本运行所占，以一核计；整机：全部进程所占，以所有核计；等待：训练程序等待批次的时间，占每步</translation>
    </message>
    <message>
        <source>run</source>
        <translation>本运行</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>等待</translation>
    </message>
</context>
<context>
    <name>w2v::TaskText</name>
    <message>
        <source>wrong answer</source>
        <translation>答案错误</translation>
    </message>
    <message>
        <source>unclear question</source>
        <translation>问题不清</translation>
    </message>
    <message>
        <source>poor image</source>
        <translation>图像质量差</translation>
    </message>
    <message>
        <source>object not visible</source>
        <translation>看不到物体</translation>
    </message>
    <message>
        <source>implausible view</source>
        <translation>视图不合理</translation>
    </message>
    <message>
        <source>duplicate</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>length of a move</source>
        <translation>移动的距离</translation>
    </message>
    <message>
        <source>angle of a turn</source>
        <translation>转动的角度</translation>
    </message>
    <message>
        <source>several actions</source>
        <translation>多个动作</translation>
    </message>
    <message>
        <source>is the claim true</source>
        <translation>说法是否属实</translation>
    </message>
    <message>
        <source>where the box goes</source>
        <translation>框移到哪里</translation>
    </message>
    <message>
        <source>does it disappear</source>
        <translation>是否消失</translation>
    </message>
    <message>
        <source>actions from boxes</source>
        <translation>由框推断动作</translation>
    </message>
    <message>
        <source>is it the same object</source>
        <translation>是否同一物体</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练集</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>留出集</translation>
    </message>
    <message>
        <source>no split</source>
        <translation>未划分</translation>
    </message>
</context>
<context>
    <name>w2v::TemplatesPage</name>
    <message>
        <source>Make records with these</source>
        <translation>用这些模板生成记录</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Wordings</source>
        <translation>措辞</translation>
    </message>
    <message>
        <source>Lint</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Mode of the records</source>
        <translation>记录的模式</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Look at the templates of a folder</source>
        <translation>查看文件夹中的模板</translation>
    </message>
    <message>
        <source>Folder of question templates</source>
        <translation>问题模板文件夹</translation>
    </message>
    <message>
        <source>The program&apos;s own</source>
        <translation>程序自带的</translation>
    </message>
    <message>
        <source>Read the files again</source>
        <translation>重新读取文件</translation>
    </message>
    <message>
        <source>Asked about views of this project</source>
        <translation>就本项目的视图提问</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Question templates of the program</source>
        <translation>程序自带的问题模板</translation>
    </message>
    <message>
        <source>Question templates of %1</source>
        <translation>%1 的问题模板</translation>
    </message>
    <message>
        <source>Asking a worker…</source>
        <translation>正在询问工作进程…</translation>
    </message>
    <message>
        <source>✓ passes, %1 mode</source>
        <translation>✓ 通过，%1 模式</translation>
    </message>
    <message>
        <source>✓ passes</source>
        <translation>✓ 通过</translation>
    </message>
    <message>
        <source>No question could be made from the views of this project.</source>
        <translation>无法用本项目的视图生成问题。</translation>
    </message>
    <message>
        <source>A file that the lint refuses asks nothing.</source>
        <translation>未通过检查的文件不会提问。</translation>
    </message>
    <message>
        <source>%1: no question could be made from the views of this project.</source>
        <translation>%1：无法用本项目的视图生成问题。</translation>
    </message>
    <message>
        <source>✓ The question does not tell the answer.</source>
        <translation>✓ 问题没有透露答案。</translation>
    </message>
</context>
<context>
    <name>w2v::TrainWorkspace</name>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>Resume where it left off</source>
        <translation>从中断处继续</translation>
    </message>
    <message>
        <source>Stop and keep what was learned</source>
        <translation>停止并保留已学到的</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Recipe of the next run</source>
        <translation>下一次运行的配方</translation>
    </message>
    <message>
        <source>This run</source>
        <translation>当前运行</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Open or create a project to train a model on its records.</source>
        <translation>打开或新建项目，即可用其中的记录训练模型。</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>还没有运行</translation>
    </message>
    <message>
        <source>A run trains a small vision-language model on the records of this project. The recipe on the right is ready to start; the curves grow here while it learns.</source>
        <translation>一次运行会用本项目的记录训练一个小型视觉语言模型。右侧的配方可以直接启动；学习时曲线会在这里生长。</translation>
    </message>
    <message>
        <source>The log is empty.</source>
        <translation>日志为空。</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样例</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Samples %1</source>
        <translation>样例 %1</translation>
    </message>
    <message numerus="yes">
        <source>Comparing %n runs</source>
        <translation>
            <numerusform>比较 %n 个运行</numerusform>
        </translation>
    </message>
    <message>
        <source>This run ended without saying why; its log may tell.</source>
        <translation>此运行结束时未说明原因；日志里或许有线索。</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>显示日志</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始于</translation>
    </message>
    <message>
        <source>Last sign of life</source>
        <translation>最近活动</translation>
    </message>
    <message>
        <source>Asked to stop. The run ends after its present step and keeps its checkpoint.</source>
        <translation>已请求停止。运行会在当前步骤后结束，并保留检查点。</translation>
    </message>
    <message>
        <source>Delete the chosen runs</source>
        <translation>删除所选运行</translation>
    </message>
    <message>
        <source>Restore the run deleted last</source>
        <translation>恢复最近删除的运行</translation>
    </message>
    <message>
        <source>Submit to Slurm…</source>
        <translation>提交到 Slurm…</translation>
    </message>
    <message>
        <source>Follow a log folder…</source>
        <translation>跟踪日志文件夹…</translation>
    </message>
    <message>
        <source>Queue of this machine</source>
        <translation>本机队列</translation>
    </message>
    <message>
        <source>Filter metrics</source>
        <translation>筛选指标</translation>
    </message>
    <message>
        <source>Shows a chart for every other metric whose name has these letters</source>
        <translation>为名称中含有这些字母的其他指标各显示一张图</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>小时</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>What the curves are drawn over</source>
        <translation>曲线的横轴</translation>
    </message>
    <message>
        <source>Follow the logs in a folder</source>
        <translation>跟踪文件夹中的日志</translation>
    </message>
    <message numerus="yes">
        <source>%n logs are followed as runs of this project.</source>
        <translation>
            <numerusform>正在把 %n 个日志作为本项目的运行进行跟踪。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n places of this log are damaged and were skipped; the first: %1</source>
        <translation>
            <numerusform>此日志有 %n 处损坏，已跳过；第一处：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>Followed log</source>
        <translation>跟踪的日志</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Slurm job</source>
        <translation>Slurm 作业</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>点数</translation>
    </message>
    <message>
        <source>Damaged places</source>
        <translation>损坏处</translation>
    </message>
    <message numerus="yes">
        <source>%n runs lie in the bin of this project.</source>
        <translation>
            <numerusform>%n 个运行已放入本项目的回收站。</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Chain of stages…</source>
        <translation>阶段链…</translation>
    </message>
    <message>
        <source>Export for another trainer…</source>
        <translation>导出给其他训练器…</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Show the run</source>
        <translation>显示该运行</translation>
    </message>
    <message>
        <source>Exported. Start it with: %1   Its logs in %2 are followed like runs of this project.</source>
        <translation>已导出。启动命令：%1   其在 %2 中的日志将像本项目的运行一样被跟踪。</translation>
    </message>
    <message>
        <source>Waits for data</source>
        <translation>等待数据</translation>
    </message>
    <message>
        <source>%1% of a step</source>
        <translation>每步的 %1%</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Smoothing: debiased moving average as TensorBoard shows it; the raw values stay behind</source>
        <translation>平滑：与 TensorBoard 相同的去偏滑动平均；原始值显示在后面</translation>
    </message>
</context>
<context>
    <name>w2v::TrainerDialog</name>
    <message>
        <source>Export for ms-swift</source>
        <translation>导出给 ms-swift</translation>
    </message>
    <message>
        <source>Export for EasyR1</source>
        <translation>导出给 EasyR1</translation>
    </message>
    <message>
        <source>a new folder</source>
        <translation>新文件夹</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Folder on the machine that trains, or a name of its model hub such as Qwen/Qwen2.5-VL-7B-Instruct</source>
        <translation>训练机器上的文件夹，或模型库中的名称，例如 Qwen/Qwen2.5-VL-7B-Instruct</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Records of each task and split, at most</source>
        <translation>每个任务和划分的记录数上限</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>GPUs</source>
        <translation>GPU 数</translation>
    </message>
    <message>
        <source>Records a task</source>
        <translation>每任务记录数</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>An empty folder for the export</source>
        <translation>用于导出的空文件夹</translation>
    </message>
    <message>
        <source>What the recipe says and this trainer does not do:</source>
        <translation>配方中有而该训练器不支持的：</translation>
    </message>
</context>
<context>
    <name>w2v::TurnView</name>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Confidence: the mean probability the model gave to the tokens it chose</source>
        <translation>置信度：模型给所选词元的平均概率</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>复制回答</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>Answer again with the next seed (at temperature 0 the answer stays the same)</source>
        <translation>用下一个种子重新回答（温度为 0 时回答不变）</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>(empty reply)</source>
        <translation>（空回答）</translation>
    </message>
    <message>
        <source>%1 said: %2</source>
        <translation>%1 说：%2</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>cut at the longest answer</source>
        <translation>达到最大长度被截断</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 tok/s</translation>
    </message>
    <message>
        <source>first token after %1 s</source>
        <translation>首个词元用时 %1 秒</translation>
    </message>
    <message>
        <source>prompt %1 tokens, %2 of pictures</source>
        <translation>提示 %1 个词元，其中图片 %2 个</translation>
    </message>
    <message>
        <source>prompt %1 tokens</source>
        <translation>提示 %1 个词元</translation>
    </message>
    <message>
        <source>confidence %1</source>
        <translation>置信度 %1</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message numerus="yes">
        <source>%n attempts</source>
        <translation>
            <numerusform>%n 次尝试</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::Units</name>
    <message>
        <source>%1 days</source>
        <translation>%1 天</translation>
    </message>
</context>
<context>
    <name>w2v::VersionsPage</name>
    <message>
        <source>+ added</source>
        <translation>+ 新增</translation>
    </message>
    <message>
        <source>− removed</source>
        <translation>− 移除</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Name of a new version</source>
        <translation>新版本的名称</translation>
    </message>
    <message>
        <source>accepted records</source>
        <translation>已接受的记录</translation>
    </message>
    <message>
        <source>all records</source>
        <translation>全部记录</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Keep the records as they are now; later edits do not reach a version</source>
        <translation>保留记录现在的样子；以后的编辑不影响版本</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Choose two versions to see what changed</source>
        <translation>选择两个版本以查看变化</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>冻结时间</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录数</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Choose one to export it, two (Ctrl) to compare them</source>
        <translation>选一个可导出，选两个（Ctrl）可比较</translation>
    </message>
    <message>
        <source>Nothing has been frozen yet. A version keeps the records as they are: what a model was trained on can be named, compared and exported again.</source>
        <translation>尚未冻结任何版本。版本保留记录原样：模型用什么训练的，可以命名、比较并再次导出。</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Where or why</source>
        <translation>位置或原因</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>Froze %1 records.</source>
        <translation>已冻结 %1 条记录。</translation>
    </message>
    <message>
        <source>From %1 to %2</source>
        <translation>从 %1 到 %2</translation>
    </message>
    <message>
        <source>Both hold the same records.</source>
        <translation>两者包含相同的记录。</translation>
    </message>
    <message>
        <source>%1 added, %2 removed, %3 changed, %4 unchanged.</source>
        <translation>新增 %1，移除 %2，更改 %3，未变 %4。</translation>
    </message>
    <message>
        <source>Fields: %1.</source>
        <translation>字段：%1。</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>已导出到 %1</translation>
    </message>
    <message>
        <source>%1 records and %2 pictures were written as %3; each was checked by the rules of the trainer that reads it. %4 were left out.</source>
        <translation>已按 %3 格式写出 %1 条记录和 %2 张图片；每条都按读取它的训练器的规则检查过。略去 %4 条。</translation>
    </message>
    <message>
        <source>✕ left out</source>
        <translation>✕ 略去</translation>
    </message>
</context>
<context>
    <name>w2v::ViewCommands</name>
    <message>
        <source>Flying at %1 a second</source>
        <translation>飞行速度：每秒 %1</translation>
    </message>
    <message>
        <source>See everything</source>
        <translation>查看全部</translation>
    </message>
    <message>
        <source>Look through the camera</source>
        <translation>透过相机查看</translation>
    </message>
    <message>
        <source>View from</source>
        <translation>视角</translation>
    </message>
    <message>
        <source>View from the front</source>
        <translation>从前方看</translation>
    </message>
    <message>
        <source>View from the back</source>
        <translation>从后方看</translation>
    </message>
    <message>
        <source>View from the right</source>
        <translation>从右侧看</translation>
    </message>
    <message>
        <source>View from the left</source>
        <translation>从左侧看</translation>
    </message>
    <message>
        <source>View from above</source>
        <translation>从上方看</translation>
    </message>
    <message>
        <source>View from below</source>
        <translation>从下方看</translation>
    </message>
    <message>
        <source>Parallel projection</source>
        <translation>平行投影</translation>
    </message>
    <message>
        <source>Look at the selection</source>
        <translation>对准所选</translation>
    </message>
    <message>
        <source>Colour by</source>
        <translation>着色方式</translation>
    </message>
    <message>
        <source>Show colours</source>
        <translation>显示颜色</translation>
    </message>
    <message>
        <source>Show objects</source>
        <translation>显示物体</translation>
    </message>
    <message>
        <source>Show distance</source>
        <translation>显示距离</translation>
    </message>
    <message>
        <source>Show which way surfaces face</source>
        <translation>显示表面朝向</translation>
    </message>
    <message>
        <source>Floor grid</source>
        <translation>地面网格</translation>
    </message>
    <message>
        <source>Sky</source>
        <translation>天空</translation>
    </message>
    <message>
        <source>What this camera sees</source>
        <translation>此相机所见</translation>
    </message>
    <message>
        <source>Person of 1.7 m</source>
        <translation>1.7 米高的人形</translation>
    </message>
    <message>
        <source>Frame time</source>
        <translation>帧时间</translation>
    </message>
    <message numerus="yes">
        <source>Points are %n pixel(s) wide</source>
        <translation>
            <numerusform>点的宽度为 %n 像素</numerusform>
        </translation>
    </message>
    <message>
        <source>Larger points</source>
        <translation>放大点</translation>
    </message>
    <message>
        <source>Smaller points</source>
        <translation>缩小点</translation>
    </message>
    <message>
        <source>Remove measurements</source>
        <translation>移除测量</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Fly; the wheel sets the speed</source>
        <translation>飞行；滚轮调节速度</translation>
    </message>
    <message>
        <source>Hold W A S D to fly, Q and E to sink and rise; turn with the right mouse button</source>
        <translation>按住 W A S D 飞行，Q 和 E 下降与上升；按住鼠标右键转向</translation>
    </message>
    <message>
        <source>Point size</source>
        <translation>点的大小</translation>
    </message>
    <message>
        <source>Imagined views on their cameras</source>
        <translation>相机上的想象视图</translation>
    </message>
</context>
<context>
    <name>w2v::Viewport</name>
    <message>
        <source>No 3D view on this machine</source>
        <translation>本机无法显示三维视图</translation>
    </message>
    <message>
        <source>3D view</source>
        <translation>三维视图</translation>
    </message>
    <message>
        <source>Qt could not use the Vulkan instance.</source>
        <translation>Qt 无法使用 Vulkan 实例。</translation>
    </message>
    <message>
        <source>The window system gave no Vulkan surface.</source>
        <translation>窗口系统没有提供 Vulkan 表面。</translation>
    </message>
    <message>
        <source>The graphics device was lost again and again. Restart the workbench to draw; nothing else is affected.</source>
        <translation>图形设备反复丢失。重新启动工作台即可恢复绘制；其他功能不受影响。</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 frames/s</source>
        <translation>%1 帧/秒</translation>
    </message>
    <message>
        <source>%1 of %2 points</source>
        <translation>%1 / %2 点</translation>
    </message>
    <message>
        <source>%1 of %2 triangles</source>
        <translation>%1 / %2 三角形</translation>
    </message>
</context>
<context>
    <name>w2v::ViewsMenu</name>
    <message>
        <source>Views</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Saved views and the order of the list</source>
        <translation>已保存的视图和列表顺序</translation>
    </message>
    <message>
        <source>Save this view…</source>
        <translation>保存此视图…</translation>
    </message>
    <message>
        <source>Remove a view</source>
        <translation>移除视图</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>As they were made</source>
        <translation>按创建顺序</translation>
    </message>
    <message>
        <source>Easiest first</source>
        <translation>最容易的在前</translation>
    </message>
    <message>
        <source>Best match of the search first</source>
        <translation>最匹配搜索的在前</translation>
    </message>
    <message>
        <source>Save this view</source>
        <translation>保存此视图</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
</context>
<context>
    <name>w2v::VoteDialog</name>
    <message>
        <source>Left is better (1)</source>
        <translation>左边更好 (1)</translation>
    </message>
    <message>
        <source>Right is better (2)</source>
        <translation>右边更好 (2)</translation>
    </message>
    <message>
        <source>No difference (3)</source>
        <translation>没有区别 (3)</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Vote blind</source>
        <translation>盲投</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>There is nothing to vote on: no two different answers without a vote.</source>
        <translation>没有可投票的：没有尚未投票的两个不同回答。</translation>
    </message>
    <message>
        <source>That was the last question.</source>
        <translation>这是最后一个问题。</translation>
    </message>
    <message>
        <source>%1: %2, %3: %4, no difference: %5; left %6, right %7</source>
        <translation>%1：%2，%3：%4，没有区别：%5；左 %6，右 %7</translation>
    </message>
</context>
<context>
    <name>w2v::WalkRecorder</name>
    <message>
        <source>Recorded: back at the start</source>
        <translation>已录制：回到起点</translation>
    </message>
    <message>
        <source>Recorded: %1  ·  path %2</source>
        <translation>已录制：%1  ·  路径 %2</translation>
    </message>
</context>
<context>
    <name>w2v::WorkerProcess</name>
    <message>
        <source>The worker program could not be started: %1</source>
        <translation>无法启动工作进程程序：%1</translation>
    </message>
    <message>
        <source>The worker crashed</source>
        <translation>工作进程崩溃</translation>
    </message>
    <message>
        <source>The worker stopped with code %1</source>
        <translation>工作进程以代码 %1 退出</translation>
    </message>
    <message>
        <source>Build or install w2v-worker beside the workbench.</source>
        <translation>请在工作台旁边构建或安装 w2v-worker。</translation>
    </message>
    <message>
        <source>Nothing in the project is lost. Try again; a new worker starts by itself.</source>
        <translation>项目中没有任何丢失。请重试；新的工作进程会自动启动。</translation>
    </message>
</context>
<context>
    <name>w2v::Workspace</name>
    <message>
        <source>Panel: %1</source>
        <translation>面板：%1</translation>
    </message>
</context>
<context>
    <name>w2v::WorldModel</name>
    <message>
        <source>exact render</source>
        <translation>精确渲染</translation>
    </message>
    <message>
        <source>geometric</source>
        <translation>几何</translation>
    </message>
    <message>
        <source>program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>exported model</source>
        <translation>导出的模型</translation>
    </message>
</context>
</TS>
